/** The processes of a Kedai's own PostgreSQL, stopped and killed from outside. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../bench/kedai.mjs';

const GONE_LIMIT_MS = 10_000;

/** The number and parent of every process that lives. */
function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent) }];
    } catch {
      return []; // it ended meanwhile
    }
  });
}

function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

export class DatabaseProcesses {
  constructor(folder) {
    this.cluster = join(folder, 'postgres/cluster');
    this.stopped = [];
    // A stopped database would outlive this program.
    process.on('exit', () => this.resume());
  }

  #first() {
    const file = join(this.cluster, 'postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
  }

  #all() {
    const first = this.#first();
    const children = processes().filter(({ parent }) => parent === first).map(({ pid }) => pid);
    return [first, ...children].filter((pid) => pid !== null);
  }

  /** Freezes all of them, as a machine does that is too busy or paused. */
  stop() {
    this.stopped = this.#all();
    signal(this.stopped, 'SIGSTOP');
  }

  resume() {
    signal(this.stopped, 'SIGCONT');
    this.stopped = [];
  }

  /** Kills the first of them; the others notice and end. */
  async kill() {
    const all = this.#all();
    signal(all.slice(0, 1), 'SIGKILL');
    const deadline = performance.now() + GONE_LIMIT_MS;
    while (performance.now() < deadline) {
      const living = new Set(processes().map(({ pid }) => pid));
      if (!all.some((pid) => living.has(pid))) return;
      await sleep(20);
    }
    throw new Error("the killed database's processes don't end");
  }

  /** Kills a connection amid its work: PostgreSQL ends all others and recovers. */
  killConnection(chance) {
    const isConnection = (pid) => {
      try {
        return /^postgres: postgres kedai/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
      } catch {
        return false;
      }
    };
    const connections = this.#all().filter(isConnection);
    if (connections.length > 0) signal([chance.pick(connections)], 'SIGKILL');
  }
}
