create table file (
  id text primary key,
  room text not null references room (id) on delete cascade,
  number integer not null,
  digest text not null,
  sealed text not null,
  size integer not null,
  created_at integer not null,
  unique (room, number),
  unique (room, digest)
) strict;

-- Files whose bytes are still to be removed: their rows, and perhaps their rooms, are gone.
create table dropped_file (
  id text primary key,
  room text not null
) strict;
