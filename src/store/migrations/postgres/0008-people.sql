alter table sign_in add column used_at bigint not null default 0;
alter table sign_in add column ends_at bigint not null default 0;
alter table sign_in add column agent text not null default '';
update sign_in set used_at = signed_in_at, ends_at = expires_at;

-- What an administrator's search looks in: names and address, in lower case.
alter table account add column sought text not null default '';
update account set sought = lower(first_name || ' ' || last_name || ' ' || email);

-- A link may be for somebody who has no account yet, and bring an address that it proves.
create table link (
  digest text primary key,
  account text references account (id) on delete cascade,
  purpose text not null,
  email text,
  details text,
  expires_at bigint not null
);
insert into link (digest, account, purpose, expires_at)
  select digest, account, purpose, expires_at from one_time_link;
drop table one_time_link;
alter table link rename to one_time_link;
create index one_time_link_account on one_time_link (account);
create index one_time_link_expires_at on one_time_link (expires_at);

-- How often something was tried under a key lately (a digest, never an address), and until when it waits.
create table attempt (
  key text primary key,
  count bigint not null,
  at bigint not null,
  until bigint not null
);
create index attempt_at on attempt (at);

-- Privileges of the organisation's own.
create table privilege (name text collate "C" primary key);

create index visitor_digest on visitor (digest);

-- In the order of characters' codes, as the embedded store has it.
alter table account alter column email type text collate "C";
