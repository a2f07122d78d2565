// What a page hears from the server without having asked for a page: its live socket, and the same over HTTP.

export class Wire {
  sockets = [];
  isCut = false;
  isMuted = false;

  /** The wire of a page; what is said about its being cut is part of the journey. */
  static async of(page, watch) {
    const wire = new Wire();
    watch.expect(/\/api\/v1\/live\/|Failed to load resource: net::ERR_FAILED/);
    await page.context().routeWebSocket(/\/live(\?|$)/, (socket) => {
      if (wire.isCut) return void socket.close({ code: 1011 });
      wire.sockets.push(socket);
      wire.#connect(socket);
    });
    await page.context().route("**/api/v1/live/**", (route) => (wire.isCut ? route.abort() : route.continue()));
    return wire;
  }

  #connect(socket) {
    const server = socket.connectToServer();
    socket.onMessage((message) => this.isMuted || server.send(message));
    server.onMessage((message) => this.isMuted || socket.send(message));
  }

  /** Closes what is open; nothing opens until it is mended. */
  async cut() {
    this.isCut = true;
    await Promise.all(this.sockets.splice(0).map((socket) => socket.close({ code: 1011 })));
  }

  mend() {
    this.isCut = false;
  }

  /** Lets nothing through while `work` is done, and what is open seem open. */
  async muted(work) {
    this.isMuted = true;
    await work();
    this.isMuted = false;
  }
}
