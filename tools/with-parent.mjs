// Preloaded into a program started by child.mjs: when the process that started it is gone, stop as on SIGTERM.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
