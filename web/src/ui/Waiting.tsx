import { Spin } from 'antd';

export function Waiting() {
  return (
    <div className="waiting">
      <Spin size="large" />
    </div>
  );
}
