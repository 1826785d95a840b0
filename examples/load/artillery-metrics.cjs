// Adds how the app has joined, and how it answers, to the metrics of Artillery.
exports.noteTiming = function noteTiming(_request, response, _context, events, done) {
  const { timing } = JSON.parse(response.body);
  if (timing.joinedAfterMs !== null) events.emit('histogram', 'rtms.join', timing.joinedAfterMs);
  if (timing.keepAliveMaxMs !== null) events.emit('histogram', 'rtms.keep_alive_max', timing.keepAliveMaxMs);
  events.emit('counter', 'rtms.interruptions', timing.interruptions);
  return done();
};
