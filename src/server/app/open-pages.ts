import { createFileSource } from '../../methods/doc/file-addresses.js'
import type { PageDependencies } from '../../web/dependencies.js'
import { createPages, type Pages } from '../../web/pages.js'
import { defaultDialect } from '../dialects.js'
import type { Log } from '../log/log.js'
import type { Services } from '../services.js'
import type { Library } from './method-services.js'

/** Builds the pages for people. @param library undefined if the setting LIBRARY is `off` */
export function openPages(
  services: Services,
  library: Library | undefined,
  { logger }: Log,
  { clientOf, writeFault, prefix }: Pick<PageDependencies, 'clientOf' | 'writeFault'> & { readonly prefix: string },
): Pages {
  const { settings, dialects } = services
  const publicUrl = settings.PUBLIC_URL === undefined ? undefined : new URL(settings.PUBLIC_URL)
  return createPages({
    ...services,
    files: library && createFileSource(library.documents, library.fileStore),
    consent: {
      byLink: dialects.includes(defaultDialect),
      byOAuth: dialects.some(({ routes }) => routes.some(({ transport }) => transport === 'oauth1-request')),
    },
    settings: {
      // A getter, since a reload can change the setting.
      get signUpOpen() {
        return settings.SIGNUP === 'open'
      },
      publicUrl,
      basePath: publicUrl?.pathname.replace(/\/$/, '') ?? prefix,
    },
    logger,
    clientOf,
    writeFault,
  })
}
