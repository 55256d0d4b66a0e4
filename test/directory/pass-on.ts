import { connect, createServer } from "node:net";

/*
 * Runs in the network of the domain controller: whoever comes to the socket of this path is passed on to its LDAPS. A
 * socket with a path can be reached from every network.
 */
const [path] = process.argv.slice(2);
createServer((socket) => {
  const ldaps = connect(636, "127.0.0.1");
  socket.pipe(ldaps).pipe(socket);
  for (const end of [socket, ldaps]) {
    end.on("error", () => undefined);
    end.on("close", () => {
      socket.destroy();
      ldaps.destroy();
    });
  }
}).listen(path, () => process.stdout.write("listening\n"));
process.stdin.on("end", () => process.exit()).resume();
