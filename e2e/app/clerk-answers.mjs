// Answers of Clerk's Frontend API that clerk-js 6 asks for until somebody is signed in; the tokens are the emulated instance's.

const instant = Date.now();

/** What `POST /v1/environment` says of an instance: the least that clerk-js accepts. */
export const ENVIRONMENT = {
  object: "environment",
  auth_config: { object: "auth_config", id: "aconf_1", single_session_mode: true, claimed_at: null, reverification: false },
  display_config: {
    object: "display_config",
    id: "display_config_1",
    instance_environment_type: "development",
    application_name: "darasa",
    theme: { buttons: {}, general: {}, accounts: {} },
    sign_in_url: "https://darasa-dev.accounts.dev/sign-in",
    sign_up_url: "https://darasa-dev.accounts.dev/sign-up",
    user_profile_url: "https://darasa-dev.accounts.dev/user",
    home_url: "https://darasa-dev.accounts.dev",
    after_sign_in_url: "https://darasa-dev.accounts.dev/default-redirect",
    after_sign_up_url: "https://darasa-dev.accounts.dev/default-redirect",
    after_sign_out_all_url: "https://darasa-dev.accounts.dev/sign-in",
    after_sign_out_one_url: "https://darasa-dev.accounts.dev/sign-in/choose",
  },
  user_settings: {
    attributes: {},
    social: {},
    sign_in: { second_factor: { required: false } },
    sign_up: { captcha_enabled: false, mode: "public", progressive: true },
    password_settings: {},
    passkey_settings: {},
    actions: { delete_self: true, create_organization: false },
  },
  organization_settings: { enabled: false },
  commerce_settings: { billing: { enabled: false } },
  maintenance_mode: false,
};

const user = (id) => ({
  object: "user",
  id,
  first_name: "Ada",
  last_name: "Example",
  email_addresses: [],
  phone_numbers: [],
  web3_wallets: [],
  external_accounts: [],
  passkeys: [],
  saml_accounts: [],
  organization_memberships: [],
  public_metadata: {},
  unsafe_metadata: {},
  created_at: instant,
  updated_at: instant,
});

/** `GET /v1/client`, with the session of this person, or with none. */
export function client(id, jwt) {
  const session = id && {
    object: "session",
    id: "sess_1",
    status: "active",
    expire_at: instant + 7 * 86_400_000,
    abandon_at: instant + 30 * 86_400_000,
    last_active_at: instant,
    last_active_token: { object: "token", jwt },
    last_active_organization_id: null,
    actor: null,
    user: user(id),
    public_user_data: { first_name: "Ada", last_name: "Example", identifier: "ada@example.com", user_id: id },
    factor_verification_age: [0, -1],
    created_at: instant,
    updated_at: instant,
  };
  return {
    response: {
      object: "client",
      id: "client_1",
      sessions: session ? [session] : [],
      sign_in: null,
      sign_up: null,
      last_active_session_id: session ? session.id : null,
      cookie_expires_at: null,
      created_at: instant,
      updated_at: instant,
    },
    client: null,
  };
}
