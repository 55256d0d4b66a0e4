/** How the app proves who it is. Its values never appear in an error or a log. */
export type Credential = SecretCredential | CertificateCredential;

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
