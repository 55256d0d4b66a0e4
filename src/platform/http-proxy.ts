import { type Dispatcher, Pool } from "undici";
import { errnoOf } from "../errors.ts";

/** The proxy itself could not be reached, or refused to open a tunnel. */
export class ProxyFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ProxyFailure";
  }
}

type ConnectOptions = Parameters<Pool["connect"]>[0];
type ConnectCallback = (error: Error | null, data: Dispatcher.ConnectData) => void;

/** The connections to a proxy. Its failures are told apart from those of the host behind it, which have the same codes. */
export class ProxyConnections extends Pool {
  override connect(options: ConnectOptions): Promise<Dispatcher.ConnectData>;
  override connect(options: ConnectOptions, callback: ConnectCallback): void;
  // biome-ignore lint/suspicious/noConfusingVoidType: the form of undici's two signatures.
  override connect(options: ConnectOptions, callback?: ConnectCallback): Promise<Dispatcher.ConnectData> | void {
    if (callback !== undefined) return super.connect(options, callback);
    return this.#openTunnel(options);
  }

  async #openTunnel(options: ConnectOptions): Promise<Dispatcher.ConnectData> {
    const tunnel = await super.connect(options).catch((error: unknown) => {
      throw new ProxyFailure(`the proxy could not be reached (${errnoOf(error)})`, error);
    });
    if (tunnel.statusCode === 200) return tunnel;
    tunnel.socket.on("error", () => {}).destroy();
    throw new ProxyFailure(
      tunnel.statusCode === 407
        ? "the proxy wants credentials, or other ones (407)"
        : `the proxy refused to open a tunnel (${tunnel.statusCode})`,
    );
  }
}
