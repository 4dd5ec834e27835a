// Runs stories one after the other and says which failed.
export async function run(stories) {
  const only = process.argv[2] && new RegExp(process.argv[2]);
  let passed = 0;
  let failed = 0;
  for (const [name, story] of stories) {
    if (only && !only.test(name)) continue;
    const begun = Date.now();
    try {
      await story();
      passed += 1;
      console.log(`ok    ${name} (${Date.now() - begun} ms)`);
    } catch (fault) {
      failed += 1;
      console.log(`FAIL  ${name}\n      ${String(fault.message ?? fault).replaceAll('\n', '\n      ')}`);
    }
  }
  return { passed, failed };
}

export function same(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}
export function none(faults) {
  if (faults.length) throw new Error([...new Set(faults)].join('\n'));
}
