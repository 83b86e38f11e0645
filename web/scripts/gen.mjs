// Writes src/gen/api.ts from the running service's OpenAPI document (or from the file named as argument): the bodies
// of requests and responses. The addresses are left out, the pages name them where they use them.
import { readFile, writeFile } from 'node:fs/promises';

import openapiTS, { astToString } from 'openapi-typescript';

const base = process.env.TRUNKLINE_API ?? 'http://127.0.0.1:8080';
const text = process.argv[2]
  ? await readFile(process.argv[2], 'utf8')
  : await (await fetch(new URL('/api/openapi.json', base))).text();
const schema = { ...JSON.parse(text), paths: {} };
// A field with a default is always there in what the service sends.
const types = astToString(await openapiTS(schema, { defaultNonNullable: true, alphabetize: true }));
const target = new URL('../src/gen/api.ts', import.meta.url);
await writeFile(target, `// Made by \`npm run gen\`; do not edit.\n${types}`);
