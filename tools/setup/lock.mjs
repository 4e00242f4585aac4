// One set-up at a time in a checkout: a second one waits for the first.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function tryTake(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function holder(path) {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch {
    return Number.NaN;
  }
}

/** Runs `work` while holding the lock; a lock whose process is gone is taken over. */
export async function withLock(root, work) {
  const path = join(root, '.setup.lock');
  for (let waitedSeconds = 0; !tryTake(path); waitedSeconds += 1) {
    const pid = holder(path);
    if (waitedSeconds > 0 && !(pid > 0 && isAlive(pid))) rmSync(path, { force: true });
    else if (waitedSeconds === 1) console.log(`Another set-up is running here (process ${pid}); waiting for it ...`);
    await delay(1000);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
