/* global SwaggerUIBundle */

// Requests from this page use the session of who is signed in here. What changes something needs its token, too.
let csrf = '';
fetch('/api/session')
  .then((answer) => (answer.ok ? answer.json() : {}))
  .then((me) => {
    csrf = me.csrf ?? '';
  })
  .catch(() => undefined);

SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  // The validator's badge would tell an outside server of this one.
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (csrf && request.method !== 'GET') request.headers['X-CSRF-Token'] = csrf;
    return request;
  },
});
