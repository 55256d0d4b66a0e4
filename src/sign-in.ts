import type { SignedIn, SignInRequest } from "./commands/services.ts";
import { clouds } from "./entra/clouds.ts";
import { signInWithDeviceCode } from "./entra/delegated-login.ts";
import { authorityUrl, httpOptions } from "./open-service.ts";
import { createHttpClient } from "./platform/http.ts";

/** Joins network and Entra for a person's sign-in. Throws as `Services.signIn` says. */
export async function signIn({ settings, onCode, interrupted }: SignInRequest): Promise<SignedIn> {
  const cloud = clouds[settings.cloud];
  const http = createHttpClient(httpOptions(settings.network));
  try {
    return await signInWithDeviceCode({
      authorityHost: authorityUrl(settings.authorityHost ?? cloud.authorityHost),
      tenantId: settings.tenant,
      clientId: settings.clientId,
      cachePath: settings.tokenCache,
      resource: settings.graphEndpoint ?? cloud.graphEndpoint,
      http,
      onCode,
      signal: interrupted,
    });
  } finally {
    await http.close();
  }
}
