import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';

import { changeLanguage, signIn, useSession } from '@/api/session';
import type { Language } from '@/api/types';
import { errorText } from '@/ui/errors';
import { LanguageSelect } from '@/ui/LanguageSelect';
import { Mark } from '@/ui/Mark';

/** Only a path of our own: the address must not send anyone elsewhere. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const [params] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const chosen = useRef<Language | null>(null);
  const next = safeNext(params.get('next'));
  if (session.data && !busy) return <Navigate to={next} replace />;

  const submit = async ({ account, password }: { account: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      const me = await signIn(client, account.trim(), password);
      if (chosen.current && chosen.current !== me.user.language) {
        await changeLanguage(client, chosen.current).catch(() => undefined);
      }
      await navigate(next, { replace: true });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };

  return (
    <div className="sign-in">
      <div className="sign-in-side">
        <Mark light />
        <h1>{t('sign_in.headline')}</h1>
        <p>{t('sign_in.subline')}</p>
        <svg viewBox="0 0 400 260" aria-hidden="true">
          <g fill="none" stroke="#ffffff" strokeOpacity=".28" strokeWidth="2">
            <path d="M20 50H130C190 50 190 130 250 130H380M20 130H380M20 210H130C190 210 190 130 250 130" />
            <path d="M250 130C310 130 310 60 380 60M250 130C310 130 310 200 380 200" />
          </g>
          <g fill="#7fd1ff">
            <circle cx="20" cy="50" r="6" />
            <circle cx="20" cy="130" r="6" />
            <circle cx="20" cy="210" r="6" />
          </g>
          <circle cx="250" cy="130" r="13" fill="#fff" />
          <g fill="#79e2ae">
            <circle cx="380" cy="60" r="6" />
            <circle cx="380" cy="130" r="6" />
            <circle cx="380" cy="200" r="6" />
          </g>
        </svg>
      </div>
      <main className="sign-in-main">
        <div className="sign-in-language">
          <LanguageSelect onChoose={(language) => (chosen.current = language)} />
        </div>
        <div className="sign-in-box">
          <h2>{t('sign_in.title')}</h2>
          <Form layout="vertical" size="large" requiredMark={false} onFinish={submit}>
            <Form.Item
              name="account"
              label={t('sign_in.account')}
              extra={t('sign_in.account_help')}
              rules={[{ required: true, whitespace: true, message: t('sign_in.account_missing') }]}
            >
              <Input
                prefix={<UserOutlined />}
                autoComplete="username"
                autoFocus
                data-testid="sign-in-account"
              />
            </Form.Item>
            <Form.Item
              name="password"
              label={t('sign_in.password')}
              rules={[{ required: true, message: t('sign_in.password_missing') }]}
            >
              <Input.Password
                prefix={<LockOutlined />}
                autoComplete="current-password"
                data-testid="sign-in-password"
              />
            </Form.Item>
            {problem !== null && (
              <Alert
                type="error"
                showIcon
                title={errorText(problem, t)}
                style={{ marginBottom: 16 }}
                data-testid="sign-in-error"
              />
            )}
            <Button
              type="primary"
              htmlType="submit"
              block
              loading={busy}
              data-testid="sign-in-submit"
            >
              {t('sign_in.submit')}
            </Button>
          </Form>
          <p className="sign-in-try">
            <Link to="/try">{t('sign_in.try')}</Link>
          </p>
        </div>
      </main>
    </div>
  );
}
