/** How the app proves who it is to the token endpoint. Its values never appear in an error or a log. */
export type Credential = SecretCredential | CertificateCredential | AssertionCredential;

export interface SecretCredential {
  readonly kind: "secret";
  /** The secret's value, not its id. */
  readonly secret: string;
}

export interface CertificateCredential {
  readonly kind: "certificate";
  /** PKCS#8, not encrypted. */
  readonly privateKeyPem: string;
  /** The app's certificate first, then any others of its chain. */
  readonly certificatePem: string;
  /** Of the app's certificate: upper-case hex without colons. */
  readonly thumbprintSha256: string;
  readonly expiresAt: Date;
  /** Sends the certificates along, for apps that trust a subject name and issuer instead of a thumbprint. */
  readonly sendX5c: boolean;
}

/** A signed statement (JWT, RFC 7523) that something else makes: another issuer, or a key that is not ours to read. */
export interface AssertionCredential {
  readonly kind: "assertion";
  /** What Entra checks it against; it decides how a refusal is explained. */
  readonly basis: "certificate" | "federatedToken";
  /** Of the certificate that it rests on. */
  readonly expiresAt: Date | undefined;
  /** Makes one; asked for each token request anew. Throws `settingInvalid`, or the signal's reason. */
  readonly assert: (request: AssertionRequest) => Promise<string>;
}

/** Who asks where for a token. */
export interface AssertionRequest {
  readonly clientId: string;
  readonly tokenEndpoint: URL;
  readonly signal: AbortSignal;
}
