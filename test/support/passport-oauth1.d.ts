/** The part of passport-oauth1 that tests use; the package comes without types. */
declare module 'passport-oauth1' {
  import type { Request } from 'express'

  /** What passport adds to a strategy for the time of a request. */
  export interface StrategyActions {
    redirect(url: string): void
    success(user: object): void
    fail(challenge: unknown, status?: number): void
    error(error: unknown): void
  }

  export class Strategy {
    constructor(
      options: {
        readonly requestTokenURL: string
        readonly accessTokenURL: string
        readonly userAuthorizationURL: string
        readonly consumerKey: string
        readonly consumerSecret: string
        readonly callbackURL: string
      },
      verify: (
        token: string,
        secret: string,
        profile: object,
        done: (error: unknown, user?: object | false) => void,
      ) => void,
    )
    authenticate(req: Request & { session: object }, options?: object): void
  }
}
