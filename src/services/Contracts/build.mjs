// Compiles solidity/**/*.sol into compiled/**/<Contract>.json.
//   npm ci && node build.mjs [--out <folder>]
// The output depends on nothing but the sources and the pinned compiler: no metadata hash, no paths, no dates.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const root = dirname(fileURLToPath(import.meta.url));
const sourceFolder = join(root, 'solidity');
const outFlag = process.argv.indexOf('--out');
const outFolder = outFlag < 0 ? join(root, 'compiled') : process.argv[outFlag + 1];

const sources = Object.fromEntries(
  readdirSync(sourceFolder, { recursive: true })
    .filter((file) => file.endsWith('.sol'))
    .sort()
    .map((file) => [file.split(sep).join('/'), { content: readFileSync(join(sourceFolder, file), 'utf8') }]),
);

const input = {
  language: 'Solidity',
  sources,
  settings: {
    optimizer: { enabled: true, runs: 10_000 },
    evmVersion: 'cancun',
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.methodIdentifiers'] } },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
const problems = output.errors ?? [];
for (const problem of problems) console.error(problem.formattedMessage);
// Warnings are errors here too.
if (problems.length > 0) process.exit(1);

rmSync(outFolder, { recursive: true, force: true });
for (const [file, contracts] of Object.entries(output.contracts)) {
  for (const [name, contract] of Object.entries(contracts)) {
    // Abstract contracts, interfaces and internal libraries have nothing to deploy.
    if (contract.evm.bytecode.object === '' || file.startsWith('lib/')) continue;
    const artifact = {
      contractName: name,
      source: file,
      compiler: solc.version().replace(/\.Emscripten.*$/, ''),
      abi: contract.abi,
      methodIdentifiers: contract.evm.methodIdentifiers,
      bytecode: `0x${contract.evm.bytecode.object}`,
      deployedBytecode: `0x${contract.evm.deployedBytecode.object}`,
    };
    const target = join(outFolder, dirname(file), `${name}.json`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, `${JSON.stringify(artifact, null, 2)}\n`);
    console.log(relative(root, target).split(sep).join('/'));
  }
}
