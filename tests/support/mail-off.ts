/** A production service without SMTP_URL: it sends no mail. */
export const mailIsOff = {
  NODE_ENV: 'production',
  AUTHGRAPH_SECRET: 'kR8vQ2xW5zT1mN7pL4jH9gF3dS6aB0cY',
  PUBLIC_URL: 'https://auth.example.com',
  HOST: '127.0.0.1',
};
