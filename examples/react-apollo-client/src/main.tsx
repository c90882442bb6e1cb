import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApolloProvider } from '@apollo/client/react';
import { App } from './app.js';
import { client } from './client.js';
import { redirect } from './session.js';
import './style.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

// Whoever comes back from the page of the service is signed in by what its URL has brought.
await redirect?.completeLogin().catch(console.error);

createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
