import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';

// A bot in a process of its own, for tests of what ends a process. Arguments: api url, bot token, app token, and
// `survive` to log unhandled rejections instead of dying of them.
const [slackApiUrl = '', token = '', appToken = '', mode] = process.argv.slice(2);

if (mode === 'survive') process.on('unhandledRejection', () => process.stdout.write('survived\n'));

const logLevel = LogLevel.ERROR;
const receiver = new SocketModeReceiver({
  appToken,
  logLevel,
  installerOptions: { clientOptions: { slackApiUrl } },
});
const app = new App({ token, receiver, logLevel, clientOptions: { slackApiUrl } });
app.command('/resus', async ({ ack }) => ack('Still here.'));
await app.start();
process.stdout.write('ready\n');
