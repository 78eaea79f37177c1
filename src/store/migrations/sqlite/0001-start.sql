-- The change counter: every transaction that changes an aggregate takes the next number.
create table feed (change integer not null) strict;
insert into feed (change) values (1);

create table room (
  id text primary key,
  seq integer not null,
  state text not null,
  deadline integer,
  shown integer not null,
  changed integer not null
) strict;
create index room_deadline on room (deadline) where deadline is not null;
create index room_shown on room (shown) where shown = 1;
create index room_changed on room (changed);

create table desk (
  id integer primary key check (id = 1),
  seq integer not null,
  state text not null,
  deadline integer,
  changed integer not null
) strict;
insert into desk (id, seq, state, deadline, changed)
  values (1, 0, '{"seq":0,"operators":{},"queue":[],"roles":{}}', null, 1);

create table session_key (
  room text primary key references room (id) on delete cascade,
  wrapped text not null
) strict;

create table room_event (
  room text not null references room (id) on delete cascade,
  seq integer not null,
  event text not null,
  primary key (room, seq)
) strict, without rowid;

create table chat_line (
  room text not null references room (id) on delete cascade,
  seq integer not null,
  id text not null,
  conversation text not null,
  sender text not null,
  audience text not null,
  sent_at integer not null,
  sealed text not null,
  primary key (room, seq),
  unique (room, id)
) strict;

create table step (
  room text not null references room (id) on delete cascade,
  position integer not null,
  version integer not null,
  answers text not null,
  screen text not null,
  saved_at integer not null,
  primary key (room, position)
) strict;

create table visitor (
  room text not null references room (id) on delete cascade,
  digest text not null,
  participant text not null,
  primary key (room, digest)
) strict, without rowid;

create table process (
  id text primary key,
  renewed_at integer not null
) strict;

create table room_process (
  room text not null references room (id) on delete cascade,
  process text not null,
  primary key (process, room)
) strict, without rowid;
create index room_process_room on room_process (room);

-- aggregate: the room's id, or 'desk'.
create table receipt (
  aggregate text not null,
  command text not null,
  digest text not null,
  reply text not null,
  at integer not null,
  primary key (aggregate, command)
) strict, without rowid;
create index receipt_at on receipt (at);

create table outbox (
  key integer primary key autoincrement,
  command text not null
) strict;

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
  created_at integer not null
) strict;

create table sign_in (
  digest text primary key,
  account text not null references account (id) on delete cascade,
  signed_in_at integer not null,
  expires_at integer not null
) strict;
create index sign_in_account on sign_in (account);
create index sign_in_expires_at on sign_in (expires_at);

create table one_time_link (
  digest text primary key,
  account text not null references account (id) on delete cascade,
  purpose text not null,
  expires_at integer not null
) strict;
create index one_time_link_account on one_time_link (account);
create index one_time_link_expires_at on one_time_link (expires_at);
