// Reads diagrams as Camunda Modeler does and writes them anew: node read_back.mjs FRONTEND FILE… → JSON on stdout.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [frontend, ...files] = process.argv.slice(2);
const modules = join(frontend, 'node_modules');
const { BpmnModdle } = await import(pathToFileURL(join(modules, 'bpmn-moddle/dist/index.js')));
const camunda = JSON.parse(await readFile(join(modules, 'camunda-bpmn-moddle/resources/camunda.json')));
const complaints = [];
console.error = console.warn = (...words) => complaints.push(words.join(' '));

const read = [];
for (const file of files) {
  const moddle = new BpmnModdle({ camunda });
  const { rootElement, warnings } = await moddle.fromXML(await readFile(file, 'utf8'), 'bpmn:Definitions');
  const { xml } = await moddle.toXML(rootElement).catch((error) => ({ xml: '<unwritable/>', error: complaints.push(error.message) }));
  read.push({ file, xml, warnings: [...warnings.map((warning) => warning.message), ...complaints.splice(0)] });
}
process.stdout.write(JSON.stringify(read));
