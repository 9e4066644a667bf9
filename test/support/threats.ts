import type { AuthEventType, SetRiskConfigurationRequest } from "@aws-sdk/client-cognito-identity-provider";
import { type App, type AppOptions, newApp, PASSWORD, type World } from "./arrange.ts";
import { srpClient } from "./srp-client.ts";

/** A pool with threat protection, and a client. */
export const watchedApp = (world: World, mode: "AUDIT" | "ENFORCED", { pool, client }: AppOptions = {}) =>
  newApp(world, {
    pool: { UserPoolTier: "PLUS", UserPoolAddOns: { AdvancedSecurityMode: mode }, ...pool },
    ...(client && { client }),
  });

type Settings = Omit<SetRiskConfigurationRequest, "UserPoolId" | "ClientId">;

export const setRisks = ({ api, poolId }: App, settings: Settings, ClientId?: string) =>
  api.setRiskConfiguration({ UserPoolId: poolId, ClientId, ...settings });

/** A user's events, newest first. */
export async function eventsOf({ api, poolId }: App, username: string): Promise<AuthEventType[]> {
  const { AuthEvents } = await api.adminListUserAuthEvents({ UserPoolId: poolId, Username: username });
  return AuthEvents ?? [];
}

export interface Place {
  readonly ip?: string;
  readonly userAgent?: string;
}

/** Signs in by a back end's word from another place. */
export const signInFrom = (
  { api, poolId, clientId }: App,
  username: string,
  {
    ip = "192.0.2.1",
    userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
  }: Place,
  password: string = PASSWORD,
) =>
  api.adminInitiateAuth({
    UserPoolId: poolId,
    ClientId: clientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD: password },
    ContextData: {
      IpAddress: ip,
      ServerName: "api.example.com",
      ServerPath: "/login",
      HttpHeaders: [{ headerName: "User-Agent", headerValue: userAgent }],
    },
  });

/** Signs in by USER_SRP_AUTH. */
export async function srpSignIn({ api, poolId, clientId }: App, username: string, password: string) {
  const srp = srpClient(poolId);
  const { ChallengeParameters } = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });
  return api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: srp.answer(ChallengeParameters, password),
  });
}
