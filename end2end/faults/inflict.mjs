/** What each kind of fault does. Resolves once it is done, and the shop able to work again. */
import { sleep } from '../bench/kedai.mjs';

/** Between a command on its way and the blow, at most. */
const MOST_MS_AFTER = 25;
const STOPPED_MS = [300, 1_500];
/** Longer than Kedai waits for a connection to the database. */
const LONG_STOPPED_MS = 6_500;
const LONG_STOPPED_OF = 6;
const STALLED_MS = [1_000, 5_000, 10_000];

/** Lets a command get some way before what comes next. */
async function amidACommand({ proxy }, chance) {
  await proxy.injure('heard');
  await sleep(chance.between(0, MOST_MS_AFTER));
}

async function killServer(world, chance) {
  await amidACommand(world, chance);
  await world.kedai.kill();
  await world.kedai.restart();
}

async function killBoth(world, chance) {
  await amidACommand(world, chance);
  await Promise.all([world.database.kill(), world.kedai.kill()]);
  await world.kedai.restart();
}

async function stopDatabase(world, chance) {
  await amidACommand(world, chance);
  world.database.stop();
  const isLong = chance.between(1, LONG_STOPPED_OF) === 1;
  await sleep(isLong ? LONG_STOPPED_MS : chance.between(...STOPPED_MS));
  world.database.resume();
}

async function killDatabase(world, chance) {
  await amidACommand(world, chance);
  await world.database.kill();
}

async function killConnection(world, chance) {
  await amidACommand(world, chance);
  world.database.killConnection(chance);
}

function stallABoard({ proxy }, chance) {
  const live = proxy.live();
  if (live.length > 0) chance.pick(live).stall(chance.pick(STALLED_MS));
}

function cutBoards({ proxy }) {
  for (const link of proxy.live()) link.cut();
}

const KINDS = {
  'server killed': killServer,
  'server and database killed': killBoth,
  'database stopped for a while': stopDatabase,
  'database killed': killDatabase,
  'connection of the database killed': killConnection,
  'command cut on its way': ({ proxy }) => proxy.injure('unheard'),
  'connection cut while the server works': ({ proxy }, chance) => proxy.injure('unfinished', chance.between(0, MOST_MS_AFTER)),
  'answer lost': ({ proxy }) => proxy.injure('lost'),
  'answer cut in half': ({ proxy }) => proxy.injure('halved'),
  'answer 1 s late': ({ proxy }) => proxy.injure('late', 1_000),
  'answer 5 s late': ({ proxy }) => proxy.injure('late', 5_000),
  'answer 10 s late': ({ proxy }) => proxy.injure('late', 10_000),
  'boards cut': cutBoards,
  'board that stops reading': stallABoard,
  'webhook repeated': ({ app }, chance) => app.repeat(chance.between(2, 8)),
  'webhooks out of order': ({ app }, chance) => app.reorder(chance),
};

export const inflict = (world, { kind, chance }) => KINDS[kind](world, chance);
