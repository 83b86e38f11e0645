import { StyleProvider } from '@ant-design/cssinjs';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import zhTW from 'antd/locale/zh_TW';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import 'dayjs/locale/zh-tw';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';

import { ApiError } from './api/client';
import { router } from './routes';
import { keptStyles } from './ui/styles';
import { theme } from './ui/theme';

const client = new QueryClient({
  defaultOptions: {
    // A browser's idea of being offline is not ours: the server may well be near. Ask, and say when it fails.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof ApiError && error.retry,
    },
  },
});

const styles = keptStyles();

const locales = { 'zh-CN': zhCN, 'zh-TW': zhTW, en } as const;

export function App() {
  const { i18n } = useTranslation();
  const language = i18n.language as keyof typeof locales;
  useEffect(() => {
    dayjs.locale(language === 'en' ? 'en' : language.toLowerCase());
  }, [language]);
  return (
    <QueryClientProvider client={client}>
      <StyleProvider cache={styles}>
        <ConfigProvider locale={locales[language]} theme={theme}>
          <AntApp message={{ top: 72 }}>
            <RouterProvider router={router} />
          </AntApp>
        </ConfigProvider>
      </StyleProvider>
    </QueryClientProvider>
  );
}
