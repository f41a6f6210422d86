import type { Catalog } from '#catalog/catalog.ts';
import { readCatalog } from '#app/read-catalog.ts';

type Urls = { readonly coolify?: string; readonly caprover?: string; readonly otp?: boolean };

/** A catalog whose platforms are the fakes; its services as in resus.yaml. */
export function platformCatalog(urls: Urls, services: Record<string, unknown> = {}): Catalog {
  return readCatalog(
    JSON.stringify({
      platforms: {
        ...(urls.coolify === undefined
          ? {}
          : {
              coolify: {
                url: urls.coolify,
                read_token: 'env:COOLIFY_READ',
                deploy_token: 'env:COOLIFY_DEPLOY',
              },
            }),
        ...(urls.caprover === undefined
          ? {}
          : {
              caprover: {
                url: urls.caprover,
                password: 'env:CAPROVER_PASSWORD',
                ...(urls.otp === true ? { otp: 'env:CAPROVER_OTP' } : {}),
              },
            }),
      },
      hosts: { 'node-1': { address: '192.0.2.7', user: 'bot' } },
      services,
    }),
    'resus.yaml',
  );
}
