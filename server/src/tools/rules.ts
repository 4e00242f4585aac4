// `npm run rules`: the rules of the contract, the code that implements each and its tests; writes docs/rules.md.
import { join } from 'node:path';
import { rulesCommand } from './rules/command.ts';

const { exitCode, output } = rulesCommand(join(import.meta.dirname, '../../..'), process.argv.slice(2));
console.log(output);
process.exitCode = exitCode;
