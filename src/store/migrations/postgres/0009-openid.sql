-- Who somebody is at an OpenID Connect provider; subjects are the provider's own.
create table identity (
  issuer text not null,
  subject text not null,
  account text not null references account (id) on delete cascade,
  linked_at bigint not null,
  primary key (issuer, subject)
);
create index identity_account on identity (account);

-- On the way to a provider and back: each is taken once, by the browser that began it.
create table openid_attempt (
  browser text not null,
  state text not null,
  provider text not null,
  sealed text not null,
  expires_at bigint not null,
  primary key (browser, state)
);
create index openid_attempt_expires_at on openid_attempt (expires_at);
