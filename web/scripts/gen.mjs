// Writes src/gen/api.ts from the running service's OpenAPI document (or from the file named as argument).
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

const base = process.env.TRUNKLINE_API ?? 'http://127.0.0.1:8080';
const source = process.argv[2]
  ? pathToFileURL(process.argv[2])
  : new URL('/api/openapi.json', base);
const text = astToString(await openapiTS(source));
const target = new URL('../src/gen/api.ts', import.meta.url);
await writeFile(target, `// Made by \`npm run gen\`; do not edit.\n${text}`);
