-- `changed` is the transaction that wrote the row last: what a reader has not seen yet is what was
-- not visible in the snapshot that the reader's mark holds (see postgres-dialect.ts).
create table room (
  id text primary key,
  seq bigint not null,
  state text not null,
  deadline bigint,
  shown integer not null,
  changed xid8 not null
);
create index room_deadline on room (deadline) where deadline is not null;
create index room_shown on room (shown) where shown = 1;
create index room_changed on room (changed);

create table desk (
  id integer primary key check (id = 1),
  seq bigint not null,
  state text not null,
  deadline bigint,
  changed xid8 not null
);
insert into desk (id, seq, state, deadline, changed)
  values (1, 0, '{"seq":0,"operators":{},"queue":[],"roles":{}}', null, pg_current_xact_id());

create table session_key (
  room text primary key references room (id) on delete cascade,
  wrapped text not null
);

create table room_event (
  room text not null references room (id) on delete cascade,
  seq bigint not null,
  event text not null,
  primary key (room, seq)
);

create table chat_line (
  room text not null references room (id) on delete cascade,
  seq bigint not null,
  id text not null,
  conversation text not null,
  sender text not null,
  audience text not null,
  sent_at bigint not null,
  sealed text not null,
  primary key (room, seq),
  unique (room, id)
);

create table step (
  room text not null references room (id) on delete cascade,
  position integer not null,
  version bigint not null,
  answers text not null,
  screen text not null,
  saved_at bigint not null,
  primary key (room, position)
);

create table visitor (
  room text not null references room (id) on delete cascade,
  digest text not null,
  participant text not null,
  primary key (room, digest)
);

create table process (
  id text primary key,
  renewed_at bigint not null
);

create table room_process (
  room text not null references room (id) on delete cascade,
  process text not null,
  primary key (process, room)
);
create index room_process_room on room_process (room);

-- aggregate: the room's id, or 'desk'.
create table receipt (
  aggregate text not null,
  command text not null,
  digest text not null,
  reply text not null,
  at bigint not null,
  primary key (aggregate, command)
);
create index receipt_at on receipt (at);

create table outbox (
  key bigint generated always as identity primary key,
  command text not null
);

create table account (
  id text primary key,
  email text not null unique,
  first_name text not null,
  last_name text not null,
  password_hash text,
  privileges text not null,
  language text,
  timezone text,
  active integer not null check (active in (0, 1)),
  created_at bigint not null
);

create table sign_in (
  digest text primary key,
  account text not null references account (id) on delete cascade,
  signed_in_at bigint not null,
  expires_at bigint not null
);
create index sign_in_account on sign_in (account);
create index sign_in_expires_at on sign_in (expires_at);

create table one_time_link (
  digest text primary key,
  account text not null references account (id) on delete cascade,
  purpose text not null,
  expires_at bigint not null
);
create index one_time_link_account on one_time_link (account);
create index one_time_link_expires_at on one_time_link (expires_at);
