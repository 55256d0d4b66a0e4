import { spawnSync } from "node:child_process";
import type { TestContext } from "node:test";
import * as z from "zod";

/** One record as perl-ldap's Net::LDAP::LDIF understands it; values are bytes. */
export interface ReadRecord {
  readonly dn: string;
  /** The name's parts as perl-ldap takes them apart, each one type with its value. */
  readonly rdns: readonly Readonly<Record<string, string>>[];
  readonly changeType: string;
  /** What a content record or an add says, by attribute. */
  readonly attributes: Readonly<Record<string, readonly Buffer[]>>;
  /** What a modify does, in order. */
  readonly changes: readonly {
    readonly does: string;
    readonly attribute: string;
    readonly values: readonly Buffer[];
  }[];
}

const script = String.raw`
use strict; use Net::LDAP::LDIF; use Net::LDAP::Util qw(ldap_explode_dn); use JSON::PP; use MIME::Base64;
sub b64 { my $v = shift; utf8::encode($v) if utf8::is_utf8($v); encode_base64($v, "") }
my $reader = Net::LDAP::LDIF->new($ARGV[0], "r", onerror => "die"); my @records;
while (!$reader->eof) {
  my $entry = $reader->read_entry or next; my @changes; my @all = $entry->changes;
  while (my ($does, $list) = splice(@all, 0, 2)) { my @list = @$list;
    while (my ($attribute, $values) = splice(@list, 0, 2)) {
      push @changes, { does => $does, attribute => $attribute, values => [map { b64($_) } @$values] } } }
  my $content = $entry->changetype eq "modify" ? {} :
    { map { my $name = $_; $name => [map { b64($_) } $entry->get_value($name)] } $entry->attributes };
  my $rdns = ldap_explode_dn($entry->dn, casefold => "none") or die "no DN: " . $entry->dn;
  push @records, { dn => b64($entry->dn), changeType => $entry->changetype, attributes => $content,
    changes => \@changes, rdns => [map { my $rdn = $_; +{ map { $_ => b64($rdn->{$_}) } keys %$rdn } } @$rdns] };
}
print encode_json(\@records);
`;

const bytes = z.string().transform((text) => Buffer.from(text, "base64"));
const string = bytes.transform((buffer) => buffer.toString("utf8"));
const records = z.array(
  z.object({
    dn: string,
    rdns: z.array(z.record(z.string(), string)),
    changeType: z.string(),
    attributes: z.record(z.string(), z.array(bytes)),
    changes: z.array(z.object({ does: z.string(), attribute: z.string(), values: z.array(bytes) })),
  }),
);

/** Reads an LDIF file with a parser that is not ours: Debian's libnet-ldap-perl. Throws where it finds a fault. */
export function readLdif(path: string): readonly ReadRecord[] {
  const { status, stdout, stderr, error } = spawnSync("perl", ["-e", script, path], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0 || stderr !== "") throw new Error(`perl: ${error?.message ?? stderr}`);
  return records.parse(JSON.parse(stdout));
}

/** Skips a test where the parser is missing; in CI it must be there. */
export function hasLdifReader(t: TestContext): boolean {
  const { status, stderr, error } = spawnSync("perl", ["-MNet::LDAP::LDIF", "-e1"], { encoding: "utf8" });
  if (status === 0) return true;
  const reason = `libnet-ldap-perl is missing: ${error?.message ?? stderr.split("\n")[0]}`;
  if (process.env.CI === "true") throw new Error(reason);
  t.skip(reason);
  return false;
}
