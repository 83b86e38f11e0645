import { Card, Skeleton } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import { CustomerForm } from '@/features/customers/CustomerForm';
import { LastCalls } from '@/features/customers/LastCalls';
import type { BoardCall } from '@/live/board';
import { LoadError } from '@/ui/errors';

import { clearedCustomer, customerValues, toCustomerFields } from './draft';
import { useDraft } from './useDraft';
import { usePop } from './usePop';

/** The caller's record with the last calls, or a form for a new one that already holds the number. */
export function CustomerPanel({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const pop = usePop(call);
  const { draft, state } = useDraft();
  if (pop.error && !pop.data) {
    return <LoadError error={pop.error} retry={() => void pop.refetch()} />;
  }
  // Whether the caller is known is not known yet: nothing is said of it.
  if (!pop.data) {
    return (
      <Card>
        <Skeleton active paragraph={{ rows: 3 }} />
      </Card>
    );
  }
  const { customer, last_calls } = pop.data;
  const numbers =
    pop.data.customer_form?.numbers ?? (call.customer_number ? [call.customer_number] : []);
  return (
    <div className="stack">
      <Card
        title={
          customer
            ? t('customer.record')
            : t(numbers.length > 0 ? 'customer.new_from_call' : 'customer.new_withheld')
        }
        data-testid={customer ? 'pop-customer' : 'pop-customer-form'}
      >
        <CustomerForm
          key={customer ? JSON.stringify(customer) : 'new'}
          customer={customer}
          initial={{
            name: call.from_name && !/^\+?\d+$/.test(call.from_name) ? call.from_name : '',
            numbers,
          }}
          readOnly={!may('customers.write')}
          typed={customerValues(state)}
          onTyped={(values) => draft.change(toCustomerFields(values))}
          onSaved={() => {
            draft.change(clearedCustomer(draft.get()));
            void client.invalidateQueries({ queryKey: ['/pop', call.id] });
          }}
        />
      </Card>
      <Card title={t('customer.last_calls')} styles={{ body: { padding: '4px 16px' } }}>
        <LastCalls calls={last_calls} />
      </Card>
    </div>
  );
}
