import type { ErrorFacts, NetworkObstacle } from "../errors.ts";
import { counted } from "../model/quantities.ts";
import type { Explanation, Names } from "./explanation.ts";

type Facts = ErrorFacts["unreachable"];

/** A service that gave no usable answer, in words: what is in the way where that is known, and what to do about it. */
export function explainUnreachable(facts: Facts, names: Names): Explanation {
  const { host, call, problem, tries, obstacle } = facts;
  const why = `After ${counted(tries, "try", "tries")} the last one ended with: ${problem}.`;
  if (obstacle !== undefined) return { why, ...explainObstacle(obstacle, facts, names) };
  return {
    what: `${host} gave no usable answer (${call}).`,
    why,
    todo: `Check the network and name resolution from this machine to ${host}, ${names.setting("proxy")}, ${names.setting("noProxy")} and, where a proxy opens TLS, ${names.setting("caCertificate")}; then run it again: it goes on where it stopped.`,
  };
}

type Words = Pick<Explanation, "what" | "todo">;

function explainObstacle(obstacle: NetworkObstacle, { host, call }: Facts, names: Names): Words {
  switch (obstacle.kind) {
    case "proxyAway":
      return {
        what: `The proxy ${obstacle.proxy} cannot be reached, and so neither can ${host} (${call}).`,
        todo: `Check ${names.setting("proxy")} and the way from this machine to it. Where ${host} needs no proxy, add it to ${names.setting("noProxy")}.`,
      };
    case "proxyCredentials":
      return explainCredentials(obstacle, names);
    case "proxyScheme":
      return {
        what: `The proxy ${obstacle.proxy} wants a sign-in by ${obstacle.schemes.join(" or ")}, which exophotos does not support; it knows Basic only.`,
        todo: `Have the proxy let this machine reach ${host} without a sign-in, or with Basic. Or run a local proxy that signs in to it, such as Px or Cntlm, and name that in ${names.setting("proxy")}.`,
      };
    case "proxyRefusal":
      return explainRefusal(obstacle, names);
    case "untrusted":
      return {
        what: `The certificate of ${obstacle.peer} is not trusted${obstacle.issuer === undefined ? "" : `; its issuer is «${obstacle.issuer}»`}.`,
        todo: `If that issuer is your organisation's, a proxy opens TLS: put the issuer's root certificate into a PEM file and name it with ${names.setting("caCertificate")}, or into this system's store of trusted roots. If nobody knows that issuer, somebody may be listening: nothing was sent.`,
      };
    case "expired":
      return {
        what: `The certificate of ${obstacle.peer} has expired${obstacle.since === undefined ? "" : `: it ended on ${obstacle.since}`}.`,
        todo: "Check this machine's clock (date, time zone, NTP). If it is right, whoever runs that host, or the proxy that opens TLS, must renew the certificate.",
      };
    case "notYetValid":
      return {
        what: `The certificate of ${obstacle.peer} is not valid yet${obstacle.from === undefined ? "" : `: it begins on ${obstacle.from}`}.`,
        todo: "Check this machine's clock (date, time zone, NTP): it is most likely behind.",
      };
    case "otherName":
      return {
        what: `The certificate of ${obstacle.peer} is for other names${obstacle.names === undefined ? "" : `: ${obstacle.names}`}.`,
        todo: `Check the host name in ${names.setting("authorityHost")}, ${names.setting("graphEndpoint")} and ${names.setting("proxy")}, and that name resolution leads to the right machine.`,
      };
    case "oldTls":
      return {
        what: `${obstacle.peer} offers no TLS 1.2 or newer.`,
        todo: "Microsoft's hosts do. A proxy or firewall that opens TLS must offer TLS 1.2 at least.",
      };
    case "noTls":
      return {
        what: `What answers at ${obstacle.peer} speaks no TLS.`,
        todo: `Check the port, and the scheme of ${names.setting("proxy")}: most proxies are http:// ones, also for https sites. A network that wants a sign-in in a browser first answers so, too.`,
      };
  }
}

function explainCredentials(
  { proxy, given }: Extract<NetworkObstacle, { kind: "proxyCredentials" }>,
  names: Names,
): Words {
  if (!given) {
    return {
      what: `The proxy ${proxy} wants a user name and a password, and none is set.`,
      todo: `Put user:password into a file that only this account can read, and name it with ${names.setting("proxyCredentialsFile")}.`,
    };
  }
  return {
    what: `The proxy ${proxy} does not accept the user name and password of ${names.setting("proxyCredentialsFile", "proxy")}.`,
    todo: "Correct them. They were sent once and not again, so that no account is locked.",
  };
}

function explainRefusal(
  { proxy, target, status }: Extract<NetworkObstacle, { kind: "proxyRefusal" }>,
  names: Names,
): Words {
  if (status >= 500) {
    return {
      what: `The proxy ${proxy} could not connect to ${target} (${status}).`,
      todo: `Have whoever runs the proxy check that it can resolve and reach ${target}; then run it again: it goes on where it stopped.`,
    };
  }
  return {
    what: `The proxy ${proxy} does not allow connections to ${target} (${status}).`,
    todo: `Have whoever runs the proxy allow CONNECT to ${target} for this machine, or add that host to ${names.setting("noProxy")} where it can be reached without the proxy.`,
  };
}
