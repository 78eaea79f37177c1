-- Since when the account asks for a second factor; written with `second_factor` only.
alter table account add column second_factor_at integer;

create table second_factor (
  account text primary key references account (id) on delete cascade,
  sealed text not null,
  made_at integer not null,
  -- Null: a draft, of which no code has been shown yet.
  confirmed_at integer,
  -- The step of time whose code was taken last: it and those before are used up.
  last_step integer not null,
  failures integer not null,
  wait_until integer not null
) strict;

create table recovery_code (
  account text not null references account (id) on delete cascade,
  digest text not null,
  primary key (account, digest)
) strict, without rowid;

-- Whose password was right, but who has not shown the second factor: no sign-in yet.
create table pending_sign_in (
  digest text primary key,
  account text not null references account (id) on delete cascade,
  expires_at integer not null
) strict;
create index pending_sign_in_account on pending_sign_in (account);
create index pending_sign_in_expires_at on pending_sign_in (expires_at);
