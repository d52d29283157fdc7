-- A store of version 1, as the first release made it: schema and a few rows, without what the
-- search index keeps (setting indexed = 0 makes it again).
PRAGMA journal_mode=WAL;
PRAGMA user_version=1;
BEGIN;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE token_key (id TEXT PRIMARY KEY, secret BLOB NOT NULL, created INTEGER NOT NULL)
  STRICT;
CREATE TABLE brand (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT NULL
  UNIQUE,  title TEXT, language TEXT, changed INTEGER NOT NULL) STRICT;
CREATE TABLE identity (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT
  NULL UNIQUE,  address TEXT NOT NULL, alias TEXT, transport TEXT NOT NULL, host TEXT, port
  INTEGER, tls TEXT NOT NULL,  user TEXT, auth TEXT NOT NULL, reply_token INTEGER NOT NULL,
  changed INTEGER NOT NULL) STRICT;
CREATE TABLE support_group (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,  key TEXT
  NOT NULL UNIQUE, brand INTEGER NOT NULL REFERENCES brand(id),  identity INTEGER REFERENCES
  identity(id), usable TEXT NOT NULL, outsiders TEXT NOT NULL,  changed INTEGER NOT NULL) STRICT;
CREATE TABLE group_address (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE,
  owner INTEGER NOT NULL  REFERENCES support_group(id) ON DELETE CASCADE) STRICT;
CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT
  NULL UNIQUE,  support_group INTEGER NOT NULL REFERENCES support_group(id), protocol TEXT NOT
  NULL, host TEXT, port INTEGER,  tls TEXT NOT NULL, user TEXT, auth TEXT NOT NULL, folder TEXT
  NOT NULL, path TEXT, mark TEXT NOT NULL,  enabled INTEGER NOT NULL, changed INTEGER NOT NULL)
  STRICT;
CREATE TABLE fetch_state (account INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
  uidvalidity INTEGER NOT NULL, cursor INTEGER NOT NULL, last_time INTEGER NOT NULL,  last_ok
  INTEGER NOT NULL, last_error TEXT) STRICT;
CREATE TABLE fetch_seen (account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,  uid
  TEXT NOT NULL, retry INTEGER NOT NULL, PRIMARY KEY (account, uid)) STRICT, WITHOUT ROWID;
CREATE TABLE agent (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT NULL
  UNIQUE,  fullname TEXT, login TEXT UNIQUE, role TEXT NOT NULL, signature TEXT, suspended
  INTEGER NOT NULL,  changed INTEGER NOT NULL) STRICT;
CREATE TABLE agent_address (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE,
  owner INTEGER NOT NULL  REFERENCES agent(id) ON DELETE CASCADE) STRICT;
CREATE TABLE agent_group (owner INTEGER NOT NULL REFERENCES agent(id) ON DELETE CASCADE,  value
  INTEGER NOT NULL REFERENCES support_group(id) ON DELETE CASCADE,  PRIMARY KEY (owner, value))
  STRICT, WITHOUT ROWID;
CREATE TABLE category (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT
  NULL UNIQUE,  support_group INTEGER REFERENCES support_group(id), changed INTEGER NOT NULL)
  STRICT;
CREATE TABLE priority (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT
  NULL UNIQUE,  rank INTEGER NOT NULL UNIQUE, changed INTEGER NOT NULL) STRICT;
CREATE TABLE organisation (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,  key TEXT
  NOT NULL UNIQUE, changed INTEGER NOT NULL) STRICT;
CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, key TEXT NOT NULL,  level
  INTEGER NOT NULL, organisation INTEGER REFERENCES organisation(id),  created INTEGER NOT NULL)
  STRICT;
CREATE TABLE person_address (address TEXT PRIMARY KEY, person INTEGER NOT NULL  REFERENCES
  person(id) ON DELETE CASCADE, bounces_hard INTEGER NOT NULL DEFAULT 0,  bounces_soft INTEGER
  NOT NULL DEFAULT 0, last_bounce INTEGER) STRICT;
CREATE TABLE ticket (id INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, status INTEGER
  NOT NULL,  priority INTEGER NOT NULL, kind INTEGER NOT NULL, channel INTEGER NOT NULL, hidden
  INTEGER NOT NULL,  subject TEXT NOT NULL, requester INTEGER NOT NULL REFERENCES person(id),
  requester_address TEXT,  level INTEGER NOT NULL, support_group INTEGER NOT NULL REFERENCES
  support_group(id),  category INTEGER REFERENCES category(id), agent INTEGER REFERENCES
  agent(id),  created INTEGER NOT NULL, updated INTEGER NOT NULL, closed INTEGER, waiting_since
  INTEGER,  last_message INTEGER NOT NULL, wait INTEGER NOT NULL, due INTEGER, msgs INTEGER NOT
  NULL,  msgs_in INTEGER NOT NULL, msgs_out INTEGER NOT NULL, outsider INTEGER, failed INTEGER
  NOT NULL,  uncertain INTEGER NOT NULL, attachments INTEGER NOT NULL,  merged_into INTEGER
  REFERENCES ticket(id)) STRICT;
CREATE TABLE counter (support_group INTEGER NOT NULL, agent INTEGER NOT NULL, status INTEGER NOT
  NULL,  n INTEGER NOT NULL, PRIMARY KEY (support_group, agent, status)) STRICT, WITHOUT ROWID;
CREATE TABLE ticket_tag (ticket INTEGER NOT NULL REFERENCES ticket(id), key TEXT NOT NULL,  name
  TEXT NOT NULL, PRIMARY KEY (ticket, key)) STRICT, WITHOUT ROWID;
CREATE TABLE participant (ticket INTEGER NOT NULL REFERENCES ticket(id), address TEXT NOT NULL,
  part INTEGER NOT NULL, PRIMARY KEY (ticket, address, part)) STRICT, WITHOUT ROWID;
CREATE TABLE link (low INTEGER NOT NULL REFERENCES ticket(id), high INTEGER NOT NULL REFERENCES
  ticket(id),  kind TEXT NOT NULL, PRIMARY KEY (low, high, kind)) STRICT, WITHOUT ROWID;
CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL REFERENCES
  ticket(id),  origin INTEGER NOT NULL REFERENCES ticket(id), time INTEGER NOT NULL, date
  INTEGER,  direction INTEGER NOT NULL, channel INTEGER NOT NULL, agent INTEGER REFERENCES
  agent(id),  from_name TEXT, from_address TEXT, mail_to TEXT, mail_cc TEXT, subject TEXT,
  message_id TEXT,  in_reply_to TEXT, refs TEXT, hash BLOB NOT NULL, recipients TEXT, verdict
  TEXT, why TEXT, flags TEXT,  size INTEGER NOT NULL, bounce TEXT, forwarded TEXT, text TEXT NOT
  NULL) STRICT;
CREATE TABLE ancestor (mid TEXT NOT NULL, ticket INTEGER NOT NULL REFERENCES ticket(id),
  PRIMARY KEY (mid, ticket)) STRICT, WITHOUT ROWID;
CREATE TABLE raw (message INTEGER NOT NULL REFERENCES message(id), part INTEGER NOT NULL,
  raw_len INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (message, part)) STRICT;
CREATE TABLE attachment (message INTEGER NOT NULL REFERENCES message(id), part INTEGER NOT NULL,
   name TEXT, type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, cid TEXT,
  PRIMARY KEY (message, part)) STRICT, WITHOUT ROWID;
CREATE TABLE drained (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL REFERENCES
  ticket(id),  time INTEGER NOT NULL, actor INTEGER NOT NULL, kind TEXT NOT NULL, old TEXT, new
  TEXT, cause TEXT) STRICT;
CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL UNIQUE
  REFERENCES message(id), identity INTEGER NOT NULL REFERENCES identity(id), sender TEXT NOT
  NULL,  created INTEGER NOT NULL, next_try INTEGER, tries INTEGER NOT NULL) STRICT;
CREATE TABLE recipient (outbox INTEGER NOT NULL REFERENCES outbox(id), address TEXT NOT NULL,
  part TEXT NOT NULL, state INTEGER NOT NULL, reply TEXT, changed INTEGER NOT NULL,  PRIMARY KEY
  (outbox, address)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(subject, text, sender, content='', columnsize=0,
  prefix='3',  tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE subject_search USING fts5(subject, content='', columnsize=0,
  tokenize='unicode61 remove_diacritics 0');
INSERT INTO setting VALUES ('indexed', '0');
INSERT INTO setting VALUES ('language', 'tr');
INSERT INTO setting VALUES ('retry-hours', '48');
INSERT INTO setting VALUES ('store-id', 'hxh2bfnv4q72lkmg');
INSERT INTO token_key VALUES ('a', X'86795801f11aebc1e27bdaf5a665191983de8e7a7221c87eac4a95d5332601a6', 1767603600);
INSERT INTO brand VALUES (1, 'default', 'default', NULL, 'en', 1767603600);
INSERT INTO identity VALUES (1, 'support', 'support', 'destek@example.com', NULL, 'sendmail', NULL, NULL, 'starttls', NULL,
  'password', 0, 1767603600);
INSERT INTO support_group VALUES (1, 'support', 'support', 1, 1, 'all', 'append', 1767603600);
INSERT INTO support_group VALUES (2, 'muhasebe', 'muhasebe', 1, 1, 'all', 'append', 1767603600);
INSERT INTO group_address VALUES (1, 'destek@example.com', 1);
INSERT INTO group_address VALUES (2, 'muhasebe@example.com', 2);
INSERT INTO agent VALUES (1, 'root', 'root', NULL, NULL, 'admin', NULL, 0, 1767603600);
INSERT INTO agent VALUES (2, 'ali', 'ali', 'Ali Kaya', NULL, 'admin', 'Saygılarımla'||char(10)||'Ali', 0, 1767603600);
INSERT INTO agent VALUES (3, 'sara', 'sara', 'سارا احمدی', NULL, 'agent', NULL, 0, 1767603600);
INSERT INTO agent_address VALUES (1, 'ali@example.com', 2);
INSERT INTO agent_address VALUES (2, 'sara@example.com', 3);
INSERT INTO agent_group VALUES (1, 1);
INSERT INTO agent_group VALUES (2, 1);
INSERT INTO agent_group VALUES (3, 1);
INSERT INTO category VALUES (12, 'fatura', 'fatura', 2, 1767603600);
INSERT INTO priority VALUES (1, 'low', 'low', 10, 0);
INSERT INTO priority VALUES (2, 'normal', 'normal', 20, 0);
INSERT INTO priority VALUES (3, 'high', 'high', 30, 0);
INSERT INTO priority VALUES (4, 'acil', 'acil', 40, 1767603600);
INSERT INTO organisation VALUES (1, 'Örnek A.Ş.', 'ornek a.s.', 1767603600);
INSERT INTO person VALUES (1, 'Ayşe Yılmaz', 'ayse yilmaz ayse@example.org', 1, NULL, 1767603600);
INSERT INTO person VALUES (2, 'رضا', 'رضا reza@example.net', 1, NULL, 1767603600);
INSERT INTO person VALUES (3, 'Ann', 'ann ann@example.com', 1, NULL, 1767603600);
INSERT INTO person_address VALUES ('ayse@example.org', 1, 0, 0, NULL);
INSERT INTO person_address VALUES ('reza@example.net', 2, 0, 0, NULL);
INSERT INTO person_address VALUES ('ann@example.com', 3, 0, 0, NULL);
INSERT INTO ticket VALUES (1, 5, 1, 20, 1, 0, 0, 'Yazıcı bozuk', 1, 'ayse@example.org', 1, 1, NULL, 3, 1767603600,
  1767690000, NULL, NULL, 1767690000, 1767690000, NULL, 4, 2, 1, NULL, 0, 0, 0, NULL);
INSERT INTO ticket VALUES (2, 4, 0, 40, 1, 0, 0, 'صورتحساب', 2, 'reza@example.net', 1, 2, 12, NULL, 1767603600, 1767690000,
  NULL, 1767603600, 1767603600, 1767603600, NULL, 1, 1, 0, NULL, 0, 0, 0, NULL);
INSERT INTO ticket VALUES (3, 3, 0, 20, 1, 0, 0, 'Password', 3, 'ann@example.com', 1, 1, NULL, NULL, 1767603600,
  1767690000, NULL, 1767603600, 1767603600, 1767603600, NULL, 2, 2, 0, NULL, 0, 0, 0, NULL);
INSERT INTO ticket VALUES (4, 2, 0, 20, 1, 0, 3, 'Password again', 3, 'ann@example.com', 1, 1, NULL, NULL, 1767603600,
  1767690000, NULL, 1767603600, 1767603600, 1767603600, NULL, 1, 1, 0, NULL, 0, 0, 0, 3);
INSERT INTO counter VALUES (1, 0, 0, 1);
INSERT INTO counter VALUES (1, 0, 2, 0);
INSERT INTO counter VALUES (1, 3, 0, 0);
INSERT INTO counter VALUES (1, 3, 1, 1);
INSERT INTO counter VALUES (2, 0, 0, 1);
INSERT INTO ticket_tag VALUES (2, 'vip', 'vip');
INSERT INTO ticket_tag VALUES (2, 'yazici', 'yazıcı');
INSERT INTO message VALUES (1, 1, 1, 1767603600, 1767603600, 0, 0, NULL, 'Ayşe Yılmaz', 'ayse@example.org',
  'destek@example.com	'||char(10)||'', NULL, 'Yazıcı bozuk', 'm1@x', NULL, NULL,
  X'8aa017dc7911be395b5a85d1599ec77727e868c0c61ed2d0d6d19feda206be75', NULL, 'new', 'none',
  NULL, 236, NULL, NULL, 'Üçüncü katta ışık yanıyor.');
INSERT INTO message VALUES (2, 2, 2, 1767603600, 1767603600, 0, 0, NULL, 'رضا', 'reza@example.net',
  'fatura-12@example.com	'||char(10)||'', NULL, 'صورتحساب', 'm2@x', NULL, NULL,
  X'03df9f94b4cb133b69f9a07f15e59e6ffcf8c14da4b9d7967d3c1797f42188a1', NULL, 'new', 'none',
  NULL, 246, NULL, NULL, 'لطفا صورتحساب را بفرستید.');
INSERT INTO message VALUES (3, 3, 3, 1767603600, 1767603600, 0, 0, NULL, 'Ann', 'ann@example.com',
  'destek@example.com	'||char(10)||'', NULL, 'Password', 'm3@x', NULL, NULL,
  X'8c7c23040268aeae2c1343698e7cc59f618135c2fb06ef49c7cb53cf7439da7d', NULL, 'new', 'none',
  NULL, 197, NULL, NULL, 'I forgot it.');
INSERT INTO message VALUES (4, 1, 1, 1767603600, 1767603600, 0, 0, NULL, 'Ayşe Yılmaz', 'ayse@example.org',
  'destek@example.com	'||char(10)||'', NULL, 'Re: Yazıcı bozuk', 'm4@x', 'm1@x', NULL,
  X'0be402f5dbbaa5a17597ef2e3678d9f020e9aaf17286cd2a19c242f76f869fb6', NULL, 'reply',
  'references', NULL, 239, NULL, NULL, 'Hâlâ bozuk.');
INSERT INTO message VALUES (5, 3, 4, 1767603600, 1767603600, 0, 0, NULL, 'Ann', 'ann@example.com',
  'destek@example.com	'||char(10)||'', NULL, 'Password again', 'm5@x', NULL, NULL,
  X'8c99b9ec73985de48745545b45c556a626996d9cf127e2c53f9cb998bcaf50c5', NULL, 'new', 'none',
  NULL, 197, NULL, NULL, 'Still.');
INSERT INTO message VALUES (6, 1, 1, 1767690000, 1767690000, 2, 0, 2, 'Ali Kaya', 'ali@example.com', NULL, NULL, 'Yazıcı bozuk',
  'note.6ootrcppdlogkv3lzgaf@hxh2bfnv4q72lkmg.invalid', NULL, NULL,
  X'73ad4c4c755f1748ab7fbd8e0b2573b3a08479472dc5718ca03c2a04f2589f98', NULL, NULL, NULL, NULL,
  324, NULL, NULL, 'Toner bitti.');
INSERT INTO message VALUES (7, 1, 1, 1767690000, 1767690000, 1, 0, 2, 'Ali Kaya', 'destek@example.com',
  'ayse@example.org	Ayşe Yılmaz'||char(10)||'', NULL, 'Re: Yazıcı bozuk {TICKET-1}',
  't1.ad4djvvjwwwmvyzwp.25sh4g5jjb3x6ehr@example.com', 'm4@x', 't1.ad4djvvjwwwmvyzwp@example.com m4@x',
  X'4a42a69c935b8d6477ff0d0af2edeb54e896aa0513498bb85f270f87f9eaa006', NULL, NULL, NULL, NULL,
  504, NULL, NULL, 'Toner yolda.'||char(10)||''||char(10)||'-- '||char(10)||'Saygılarımla'||char(10)||'Ali');
INSERT INTO ancestor VALUES ('m1@x', 1);
INSERT INTO ancestor VALUES ('m4@x', 1);
INSERT INTO ancestor VALUES ('t1.ad4djvvjwwwmvyzwp@example.com', 1);
INSERT INTO raw VALUES (1, 0, 236,
  X'78013d89b14ec3301400777fc5db21c1ad0402d3564514a42265a242eaf86a5e4b496c47f68b94e45b903a327bef16f7bfc8c4e9a6bb57ef8c82a7ee7222d8a65819ec61865da025b568ea8a72e70f0bb1710a3e293095ff5d3b230a0a010f94ad570a6666b26c17e2bdd97d9366055bec53d429c2cef54d298a75f1927d900f4767154c72299e9d65b29c6dba9a1430b57c535778b48fa0bfd007e279c3fbec5eac90c75f387b0db7f08616a6727a07f24149390a57724488e167f81dce560f6728911921c5cb29c5123ab42976cee7e20f276b5510');
INSERT INTO raw VALUES (2, 0, 246,
  X'78015d8fcf4ac34010c6eff31473d78ddb80a26b2d05ab5021278bf7314cb5d2ec86cd04a237c18307dfa3a52052447d950dbe8ce3c583c3779a1f7c7fce63a81ca66dfa4c2b1c467ea0317754d54bce3ccb0866c1e19ca48d6406f91f2a430505370dddb0994e1c0eab7cdc8de0b2bdbee352d4efa37f56cf4d7a4def6995d6504c8b3373c5b15904ef709059380d5ed88b99ddd7ec50b893bd7a490b7f8ce52dc586e5a495b939840989f222f85ddcc70bf298dbfc00ed91b356853b560fa07f4a5ffda34ef89ffc3b4dbf6b855bedb2f97e496f19fc0079406706');
INSERT INTO raw VALUES (3, 0, 197,
  X'78014d894d0fc1401040eff32be64e6b11c22a213e924a9a4888fbaa2945679add11f5eff5e8e59ddedb79a92cae983171cc4b6a5c55bf28cea55ac0492c5e29283dff3b641482bb51946e2c26d570d92ce0f8be3c28578b0717c247fc15b234db4667f2a114b6d88f0dac859558a3d3b7268b4a8df6ea972b7986f9ddf9403a7f6b114d60e3b4fd99701747b8778c033318a3995a635ab1635a00522cc4df44b1d4187e6c943e2d');
INSERT INTO raw VALUES (4, 0, 239,
  X'78013d8ecd4ac3401485f7f31477af13a74545c7b4b4b48a11b2a945e8f236bdf66f7e42e60692bc8cd037c83334be5753040f6775beb3f8de0a6f354cebdf1f8255d71a8b0dc458079a5085363714f9623b164baf614381e9f8bf67de8a9442c02dc964ae21b6f7936a2c3ecbf58132d6b0200d2b6cba36eb5a58fba63c8a34495fe5171561ef9d8641a4c4cc3b26c77259e7fd9da9e2bbdce0debd40b6c322108f4afe964f628edcf3d4bb5b78800f743054c34750cf5aa9be70a3fa88c4c905e5a69657dbd80eae3ae2fd7c32e7d39f40242e75b15024');
INSERT INTO raw VALUES (5, 0, 197,
  X'78014d8ac10a82501045f7f315b32fed1514f53229b2a040088af6934e65e93cf18d647f9fcb2e6775cedd37aeb2b811c18844d6dc5155971c66ae8ae1e22ce6ec95dfff1e52f69e1e1c1c128b51355d77319cdbdb8b33b57822ef3faec9911e5408a48774175cb9f185138be3d0c0d689b26870f9d66c51b9d3515df6d725664f6a3cebaad57b308784b4efa993214ef14882133399a15958637a7060fa019cb528cb107e94923e60');
INSERT INTO raw VALUES (6, 0, 324,
  X'78014d4fcb52833014dd33c33fdcbd06111d5ad322f551665adb196744eb36c0055242822120edd71b5d79e66ccee2bc9e99410ae98097e087b06512023f08c1bfa3be6f0917be85eb245ab5141e0487177662b06482af70626d27d0cb557bef3a6f4376c4dc5088e2f73421f3f8313e1c9270da25c769b78ee20832751e1ad7d963dfb30ac9a6a0b094caa0172a6574de7585505533de8873c5ca553dd54156caf1f66b1688a6ad3c2e47db5ad8aa4f9236e455f3f16ffb6f844dddecd7e40375cf95a470edd9cd4f4a1a9486a4a7ce5e343899ab4e302e1790d74cf768a2c19464be8052e99699a814ea1b8b7f3ecd645fa2266b99ab82cb8ac22ce3c6755c275512355861b8e73a3f99a667df');
INSERT INTO raw VALUES (7, 0, 504,
  X'78017591c1729b301086efccf00e7b6f4581389e8458258d63324ee2436c52f72a608d2142229230904cdf3df264ea690fd5ec413a7cff7edabd650623483bfc0afe14ee9980d00fa7e05f46be6f0bbef8f6b84ea26413c10f5ec1031b19cc0ad4065fae71604dcbd1cb65f3dd755219018d9fd3845cc459fcf44b24227c2eb7f966c8ee823d9694c614666cd47802a52a2db8e9b21a7313c1dabafc49b889b7db643a3c26f5f0b83892997ceb5ee03d5dce1f1629097ebbce0ab56625926511c1cc041e2b26457d38d47ddf3787f1ad6fbdf05cef27e5795d6767c314f7ead4f8d37829c81a5b3e92a3faac995c0fd6668d3b542872d4ff49fd27e484ad96ab05f9894a5752441078766a73290c0a43d2b1b51f3338986f2d6795b8827ccf9446433bb3231757b093aa6186eeb8ecb1f88b534c682b431622974525ca085e3b69b020adaa84611947d739ce5da08251f28279c7372134b4dd376c2ce97c426f02ced4e7a5e1cc75ec165de703b483a029');
INSERT INTO event VALUES (1, 1, 1767603600, 0, 'new', NULL, 'mail', 'none');
INSERT INTO event VALUES (2, 2, 1767603600, 0, 'new', NULL, 'mail', 'none');
INSERT INTO event VALUES (3, 3, 1767603600, 0, 'new', NULL, 'mail', 'none');
INSERT INTO event VALUES (4, 1, 1767603600, -1, 'reply', NULL, NULL, 'references');
INSERT INTO event VALUES (5, 4, 1767603600, 0, 'new', NULL, 'mail', 'none');
INSERT INTO event VALUES (6, 1, 1767690000, 2, 'assign', NULL, 'sara', NULL);
INSERT INTO event VALUES (7, 1, 1767690000, 2, 'note', NULL, '6', NULL);
INSERT INTO event VALUES (8, 1, 1767690000, 2, 'answer', NULL, '7', NULL);
INSERT INTO event VALUES (9, 1, 1767690000, 2, 'status', 'open', 'pending', 'answer');
INSERT INTO event VALUES (10, 2, 1767690000, 2, 'priority', 'normal', 'acil', NULL);
INSERT INTO event VALUES (11, 2, 1767690000, 2, 'tag', NULL, 'vip', NULL);
INSERT INTO event VALUES (12, 2, 1767690000, 2, 'tag', NULL, 'yazıcı', NULL);
INSERT INTO event VALUES (13, 3, 1767690000, 2, 'status', 'open', 'closed', NULL);
INSERT INTO event VALUES (14, 3, 1767690000, 2, 'status', 'closed', 'open', 'merge');
INSERT INTO event VALUES (15, 3, 1767690000, 2, 'merged', NULL, '4', NULL);
INSERT INTO event VALUES (16, 4, 1767690000, 2, 'merge', NULL, '3', NULL);
INSERT INTO outbox VALUES (1, 7, 1, 'destek@example.com', 1767690000, 1767690000, 0);
INSERT INTO recipient VALUES (1, 'ayse@example.org', 'to', 0, NULL, 1767690000);
UPDATE sqlite_sequence SET seq = 4 WHERE name = 'priority';
UPDATE sqlite_sequence SET seq = 1 WHERE name = 'brand';
UPDATE sqlite_sequence SET seq = 1 WHERE name = 'identity';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'support_group';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'group_address';
UPDATE sqlite_sequence SET seq = 3 WHERE name = 'agent';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'agent_address';
UPDATE sqlite_sequence SET seq = 12 WHERE name = 'category';
UPDATE sqlite_sequence SET seq = 1 WHERE name = 'organisation';
UPDATE sqlite_sequence SET seq = 3 WHERE name = 'person';
UPDATE sqlite_sequence SET seq = 4 WHERE name = 'ticket';
UPDATE sqlite_sequence SET seq = 16 WHERE name = 'event';
UPDATE sqlite_sequence SET seq = 7 WHERE name = 'message';
UPDATE sqlite_sequence SET seq = 1 WHERE name = 'outbox';
CREATE INDEX person_address_person ON person_address(person);
CREATE INDEX ticket_status ON ticket(status, wait) WHERE hidden = 0;
CREATE INDEX ticket_group ON ticket(support_group, status, wait) WHERE hidden = 0;
CREATE INDEX ticket_agent ON ticket(agent, status, wait) WHERE hidden = 0;
CREATE INDEX ticket_requester ON ticket(requester);
CREATE INDEX ticket_wait ON ticket(wait) WHERE hidden = 0;
CREATE INDEX ticket_updated ON ticket(updated) WHERE hidden = 0;
CREATE INDEX ticket_created ON ticket(created) WHERE hidden = 0;
CREATE INDEX ticket_category ON ticket(category, wait) WHERE hidden = 0 AND category IS NOT NULL;
CREATE INDEX ticket_closed ON ticket(closed) WHERE closed IS NOT NULL;
CREATE INDEX ticket_due ON ticket(due) WHERE due IS NOT NULL;
CREATE INDEX ticket_hidden ON ticket(hidden) WHERE hidden <> 0;
CREATE INDEX ticket_merged ON ticket(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ticket_trouble ON ticket(id) WHERE failed > 0 OR uncertain > 0;
CREATE INDEX ticket_outsider ON ticket(id) WHERE outsider IS NOT NULL;
CREATE INDEX ticket_tag_key ON ticket_tag(key, ticket);
CREATE INDEX link_high ON link(high);
CREATE INDEX message_ticket ON message(ticket, id);
CREATE INDEX message_mid ON message(message_id);
CREATE INDEX message_hash ON message(hash) WHERE message_id IS NULL;
CREATE INDEX message_from ON message(from_address);
CREATE INDEX message_agent ON message(agent, ticket) WHERE agent IS NOT NULL;
CREATE INDEX event_ticket ON event(ticket, id);
CREATE INDEX outbox_due ON outbox(next_try) WHERE next_try IS NOT NULL;
CREATE INDEX recipient_state ON recipient(state, outbox) WHERE state <> 3;
COMMIT;
