CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE passes (
    pass INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    result TEXT,
    boot_at INTEGER NOT NULL,
    choice TEXT NOT NULL
  ) STRICT;
CREATE TABLE people (
    object_id TEXT PRIMARY KEY,
    userPrincipalName TEXT NOT NULL,
    mail TEXT NOT NULL,
    onPremisesSamAccountName TEXT NOT NULL,
    onPremisesImmutableId TEXT NOT NULL,
    employeeId TEXT NOT NULL,
    onPremisesSecurityIdentifier TEXT NOT NULL,
    onPremisesDomainName TEXT NOT NULL,
    extra TEXT NOT NULL,
    listed_pass INTEGER NOT NULL,
    missed_listings INTEGER NOT NULL DEFAULT 0,
    todo TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    fetch_anyway INTEGER NOT NULL DEFAULT 0,
    pending_etag TEXT,
    evidence INTEGER NOT NULL DEFAULT 0,
    asked_pass INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL DEFAULT 0,
    answer TEXT,
    answer_detail TEXT
  ) STRICT, WITHOUT ROWID;
CREATE INDEX people_todo ON people (todo, priority) WHERE todo IS NOT NULL;
CREATE TABLE photos (
    object_id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum TEXT NOT NULL,
    metadata_etag TEXT,
    value_etag TEXT,
    size TEXT NOT NULL,
    modified TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    fetched_pass INTEGER NOT NULL
  , renditions TEXT NOT NULL DEFAULT '{}', perceptual_hash TEXT, transcoded INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE published (
    object_id TEXT PRIMARY KEY,
    row_json TEXT NOT NULL,
    etag TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
CREATE TABLE staged (
    object_id TEXT PRIMARY KEY,
    sequence INTEGER,
    change_type TEXT NOT NULL,
    reason TEXT NOT NULL,
    row_json TEXT,
    etag TEXT NOT NULL,
    userPrincipalName TEXT NOT NULL,
    file TEXT NOT NULL,
    previous_file TEXT NOT NULL,
    checksum TEXT NOT NULL,
    previous_checksum TEXT NOT NULL,
    modified TEXT NOT NULL
  , rendition_files TEXT NOT NULL DEFAULT '[]', unlisted_renditions TEXT NOT NULL DEFAULT '[]') STRICT, WITHOUT ROWID;
CREATE INDEX staged_sequence ON staged (sequence);
CREATE TABLE staged_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE publishes (
    pass INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    description TEXT NOT NULL,
    published_at INTEGER NOT NULL
  ) STRICT;
CREATE TABLE files (
    name TEXT PRIMARY KEY,
    object_id TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum TEXT NOT NULL,
    created_pass INTEGER NOT NULL,
    listed INTEGER NOT NULL DEFAULT 0,
    unlisted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
CREATE INDEX files_unlisted ON files (unlisted_at) WHERE listed = 0;
CREATE INDEX files_pass ON files (created_pass);
CREATE TABLE consumers (
    name TEXT PRIMARY KEY,
    acknowledged INTEGER NOT NULL,
    written INTEGER NOT NULL,
    acknowledged_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('checksum', 'sha256');
INSERT INTO meta VALUES ('choice', 'everyone');
INSERT INTO meta VALUES ('etagTrait', 'same');
INSERT INTO meta VALUES ('history', '855d5c27-121a-4d0b-8c55-62d003ff63da');
INSERT INTO meta VALUES ('lastSequence', '6');
INSERT INTO meta VALUES ('refreshAfterMs', '2592000000');
INSERT INTO meta VALUES ('rowSettings', '{"rows":"photos","basicColumns":false,"extraColumns":["phash"],"renditions":[{"name":"thumbnail","width":48,"height":48,"fit":"cover"}]}');
INSERT INTO meta VALUES ('tenantId', 'e0baa2b3-a152-4c02-ac35-edd4baa7de9d');
INSERT INTO passes VALUES (1, 1795658010696, 1795658011989, 'published', 1795621687102, 'everyone');
INSERT INTO passes VALUES (2, 1795658015277, 1795658016098, 'published', 1795621687110, 'everyone');
INSERT INTO people VALUES ('00757744-749e-4f10-9ce2-629084503f45', 'wei.kowalski7@fabrikam.example', 'wei.kowalski7@fabrikam.example', 'kowalski7', 'n7tAFYRUGd4Z88IckMCoMg==', 'E0000008', 'S-1-5-21-1004336349-1177238915-682003330-1112', 'emea.fabrikam.example', '{}', 2, 0, NULL, 1795658011932, 0, NULL, 0, 2, 1795658015585, 'unchanged', NULL);
INSERT INTO people VALUES ('08bdbdc5-8fe3-4e3e-9a1a-9ba37aacbb86', 'david.costa6@fabrikam.example', 'david.costa6@fabrikam.example', 'costa6', 'bMuryIXgW8nG5uI8Nq2xWg==', 'E0000007', 'S-1-5-21-1004336349-1177238915-682003330-1111', 'corp.fabrikam.example', '{}', 2, 0, NULL, 1795658010872, 1, NULL, 0, 2, 1795658015613, 'none', '{"reason":"itemNotFound"}');
INSERT INTO people VALUES ('48ac40bb-bbe2-45c6-98ce-b9d5e0c7af92', 'quentin.fernandez-ruiz1@fabrikam.example', 'quentin.fernandez-ruiz1@fabrikam.example', 'fernande1', '9XGl8jxAQ8LaapAJy67TDw==', 'E0000002', 'S-1-5-21-1004336349-1177238915-682003330-1106', 'corp.fabrikam.example', '{}', 2, 0, NULL, 1795658011932, 0, NULL, 1, 2, 1795658016072, 'noneConfirmed', NULL);
INSERT INTO people VALUES ('4910e546-26c8-4ac9-9b78-d91c887e9952', 'quentin.virtanen5@fabrikam.example', 'quentin.virtanen5@fabrikam.example', 'virtanen5', 'd3cU+xHmJ8O5w5cZzPUoLw==', 'E0000006', 'S-1-5-21-1004336349-1177238915-682003330-1110', 'corp.fabrikam.example', '{}', 2, 0, NULL, 1795658010872, 1, NULL, 0, 2, 1795658015613, 'none', '{"reason":"itemNotFound"}');
INSERT INTO people VALUES ('947e8f2b-f156-4e01-8239-b2b5f1b191a3', 'ximena.nguyen0@fabrikam.example', 'ximena.nguyen0@fabrikam.example', 'nguyen0', 'G3wrMvWNrTDSpcW5UGVYNQ==', 'E0000001', 'S-1-5-21-1004336349-1177238915-682003330-1105', 'corp.fabrikam.example', '{}', 2, 0, NULL, 1795658011904, 0, '754E27E1', 0, 2, 1795658016046, 'photo', NULL);
INSERT INTO people VALUES ('a6cbf468-9f60-497d-aa03-5093c054c5bc', 'tomas.yilmaz4@fabrikam.onmicrosoft.com', 'tomas.yilmaz4@fabrikam.example', '', '', 'E0000005', '', '', '{}', 2, 0, NULL, 1795658011932, 0, NULL, 0, 2, 1795658015585, 'unchanged', NULL);
INSERT INTO people VALUES ('be75b21b-f404-4ed1-b6be-9695c92a08ae', 'yusuf.brown3@fabrikam.example', 'yusuf.brown3@fabrikam.example', 'brown3', 'MhEpAVy0MqgrUuY8rdPf3Q==', 'E0000004', 'S-1-5-21-1004336349-1177238915-682003330-1108', 'emea.fabrikam.example', '{}', 2, 0, NULL, 1795658010872, 1, NULL, 0, 2, 1795658015613, 'none', '{"reason":"imageNotFound"}');
INSERT INTO people VALUES ('ee9e4c15-eb2d-4dff-8d45-4c65705f76ac', 'carmen.schmidt2@fabrikam.example', 'carmen.schmidt2@fabrikam.example', 'schmidt2', '431h+yaN8FuGrZB+/kCB4A==', 'E0000003', 'S-1-5-21-1004336349-1177238915-682003330-1107', 'emea.fabrikam.example', '{}', 2, 0, NULL, 1795658010872, 1, NULL, 0, 2, 1795658015613, 'none', '{"reason":"emptyAnswer"}');
INSERT INTO photos VALUES ('00757744-749e-4f10-9ce2-629084503f45', 'photos/00/00757744-749e-4f10-9ce2-629084503f45-23bf58400992.jpg', 'image/jpeg', 1640, 96, 96, 'sha256', '23bf5840099229b5644df2d908922710d3d726f335ff8d918cece11e2619cdb4', '59FC737F', '59FC737F', 'largest', '2026-11-26T01:53:30.696Z', 1795658010848, 1, '{"thumbnail":{"file":"renditions/thumbnail/00/00757744-749e-4f10-9ce2-629084503f45-622e51b9d1f4.jpg","bytes":834,"width":48,"height":48,"checksum":"622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48","key":"48x48,max-bytes=any,fit=cover,method=1"}}', 'fc80c0003c001000', 0);
INSERT INTO photos VALUES ('947e8f2b-f156-4e01-8239-b2b5f1b191a3', 'photos/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-c918a4d5073b.jpg', 'image/jpeg', 1717, 96, 96, 'sha256', 'c918a4d5073b1ea2d7e7e99bdb1a178309ff314ed3c5c37007bb66c2f9a3cb98', '754E27E1', '754E27E1', 'largest', '2026-11-26T01:53:35.277Z', 1795658015593, 2, '{"thumbnail":{"file":"renditions/thumbnail/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-6596b1d78954.jpg","bytes":939,"width":48,"height":48,"checksum":"6596b1d78954fd7430b6df82afcb58e4301f6b57b0f3ddd790baf2c028f51629","key":"48x48,max-bytes=any,fit=cover,method=1"}}', 'f880c0002e003000', 0);
INSERT INTO photos VALUES ('a6cbf468-9f60-497d-aa03-5093c054c5bc', 'photos/a6/a6cbf468-9f60-497d-aa03-5093c054c5bc-565790a27e97.jpg', 'image/jpeg', 1640, 96, 96, 'sha256', '565790a27e970f5eb2d93375dcd927bb2f71d8a29f3e763f8cb17cdd73a15a10', '911970C2', '911970C2', 'largest', '2026-11-26T01:53:30.696Z', 1795658010849, 1, '{"thumbnail":{"file":"renditions/thumbnail/a6/a6cbf468-9f60-497d-aa03-5093c054c5bc-622e51b9d1f4.jpg","bytes":834,"width":48,"height":48,"checksum":"622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48","key":"48x48,max-bytes=any,fit=cover,method=1"}}', 'fc80c0003c001000', 0);
INSERT INTO published VALUES ('00757744-749e-4f10-9ce2-629084503f45', '["00757744-749e-4f10-9ce2-629084503f45",["wei.kowalski7@fabrikam.example","wei.kowalski7@fabrikam.example","kowalski7","n7tAFYRUGd4Z88IckMCoMg==","E0000008","S-1-5-21-1004336349-1177238915-682003330-1112","emea.fabrikam.example"],["photos/00/00757744-749e-4f10-9ce2-629084503f45-23bf58400992.jpg","image/jpeg",1640,96,96,"sha256","23bf5840099229b5644df2d908922710d3d726f335ff8d918cece11e2619cdb4","2026-11-26T01:53:30.696Z",[["thumbnail","renditions/thumbnail/00/00757744-749e-4f10-9ce2-629084503f45-622e51b9d1f4.jpg",834,48,48,"622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48"]]],[["phash","fc80c0003c001000"]]]', '59FC737F');
INSERT INTO published VALUES ('947e8f2b-f156-4e01-8239-b2b5f1b191a3', '["947e8f2b-f156-4e01-8239-b2b5f1b191a3",["ximena.nguyen0@fabrikam.example","ximena.nguyen0@fabrikam.example","nguyen0","G3wrMvWNrTDSpcW5UGVYNQ==","E0000001","S-1-5-21-1004336349-1177238915-682003330-1105","corp.fabrikam.example"],["photos/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-c918a4d5073b.jpg","image/jpeg",1717,96,96,"sha256","c918a4d5073b1ea2d7e7e99bdb1a178309ff314ed3c5c37007bb66c2f9a3cb98","2026-11-26T01:53:35.277Z",[["thumbnail","renditions/thumbnail/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-6596b1d78954.jpg",939,48,48,"6596b1d78954fd7430b6df82afcb58e4301f6b57b0f3ddd790baf2c028f51629"]]],[["phash","f880c0002e003000"]]]', '754E27E1');
INSERT INTO published VALUES ('a6cbf468-9f60-497d-aa03-5093c054c5bc', '["a6cbf468-9f60-497d-aa03-5093c054c5bc",["tomas.yilmaz4@fabrikam.onmicrosoft.com","tomas.yilmaz4@fabrikam.example","","","E0000005","",""],["photos/a6/a6cbf468-9f60-497d-aa03-5093c054c5bc-565790a27e97.jpg","image/jpeg",1640,96,96,"sha256","565790a27e970f5eb2d93375dcd927bb2f71d8a29f3e763f8cb17cdd73a15a10","2026-11-26T01:53:30.696Z",[["thumbnail","renditions/thumbnail/a6/a6cbf468-9f60-497d-aa03-5093c054c5bc-622e51b9d1f4.jpg",834,48,48,"622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48"]]],[["phash","fc80c0003c001000"]]]', '911970C2');
INSERT INTO publishes VALUES (1, 'published', 1, 4, '{"sequence":4,"rows":4,"bytes":2527,"sha256":"cba6ac7ce66d5555b61e40b0932b251c319f840f26e9df0e1c0fa659b7688594","columns":["objectId","userPrincipalName","mail","onPremisesSamAccountName","onPremisesImmutableId","employeeId","file","contentType","bytes","width","height","checksumAlgorithm","checksum","etag","modified","onPremisesSecurityIdentifier","onPremisesDomainName","thumbnailFile","thumbnailBytes","thumbnailWidth","thumbnailHeight","thumbnailChecksum","phash"],"encoding":"utf8","delimiter":",","checksumAlgorithm":"sha256","pass":1,"time":"2026-11-26T01:53:30.696Z","rowsMode":"photos","renditions":[{"name":"thumbnail","width":48,"height":48,"fit":"cover"}]}', 1795658011986);
INSERT INTO publishes VALUES (2, 'published', 5, 6, '{"sequence":6,"rows":3,"bytes":1933,"sha256":"9dde3b22025e7b353798defbaac1fa50851ce5363ad55af8008791a18f5785ac","columns":["objectId","userPrincipalName","mail","onPremisesSamAccountName","onPremisesImmutableId","employeeId","file","contentType","bytes","width","height","checksumAlgorithm","checksum","etag","modified","onPremisesSecurityIdentifier","onPremisesDomainName","thumbnailFile","thumbnailBytes","thumbnailWidth","thumbnailHeight","thumbnailChecksum","phash"],"encoding":"utf8","delimiter":",","checksumAlgorithm":"sha256","pass":2,"time":"2026-11-26T01:53:35.277Z","rowsMode":"photos","renditions":[{"name":"thumbnail","width":48,"height":48,"fit":"cover"}]}', 1795658016095);
INSERT INTO files VALUES ('photos/00/00757744-749e-4f10-9ce2-629084503f45-23bf58400992.jpg', '00757744-749e-4f10-9ce2-629084503f45', 1640, 'sha256', '23bf5840099229b5644df2d908922710d3d726f335ff8d918cece11e2619cdb4', 1, 1, 1795658010696);
INSERT INTO files VALUES ('photos/48/48ac40bb-bbe2-45c6-98ce-b9d5e0c7af92-cf7ed8aa6abc.jpg', '48ac40bb-bbe2-45c6-98ce-b9d5e0c7af92', 1640, 'sha256', 'cf7ed8aa6abcb553cf5d531e2a6ad9af5c9565529db1fdabb174a2e063858e66', 1, 0, 1795658016095);
INSERT INTO files VALUES ('photos/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-c8cbc13ea2a3.jpg', '947e8f2b-f156-4e01-8239-b2b5f1b191a3', 1717, 'sha256', 'c8cbc13ea2a334b89de6f2500f92e7b0c26fb9b6c7f66b4229501662f1d591f6', 1, 0, 1795658016095);
INSERT INTO files VALUES ('photos/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-c918a4d5073b.jpg', '947e8f2b-f156-4e01-8239-b2b5f1b191a3', 1717, 'sha256', 'c918a4d5073b1ea2d7e7e99bdb1a178309ff314ed3c5c37007bb66c2f9a3cb98', 2, 1, 1795658015277);
INSERT INTO files VALUES ('photos/a6/a6cbf468-9f60-497d-aa03-5093c054c5bc-565790a27e97.jpg', 'a6cbf468-9f60-497d-aa03-5093c054c5bc', 1640, 'sha256', '565790a27e970f5eb2d93375dcd927bb2f71d8a29f3e763f8cb17cdd73a15a10', 1, 1, 1795658010696);
INSERT INTO files VALUES ('renditions/thumbnail/00/00757744-749e-4f10-9ce2-629084503f45-622e51b9d1f4.jpg', '00757744-749e-4f10-9ce2-629084503f45', 834, 'sha256', '622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48', 1, 1, 1795658010696);
INSERT INTO files VALUES ('renditions/thumbnail/48/48ac40bb-bbe2-45c6-98ce-b9d5e0c7af92-622e51b9d1f4.jpg', '48ac40bb-bbe2-45c6-98ce-b9d5e0c7af92', 834, 'sha256', '622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48', 1, 0, 1795658016095);
INSERT INTO files VALUES ('renditions/thumbnail/94/947e8f2b-f156-4e01-8239-b2b5f1b191a3-6596b1d78954.jpg', '947e8f2b-f156-4e01-8239-b2b5f1b191a3', 939, 'sha256', '6596b1d78954fd7430b6df82afcb58e4301f6b57b0f3ddd790baf2c028f51629', 1, 1, 1795658010696);
INSERT INTO files VALUES ('renditions/thumbnail/a6/a6cbf468-9f60-497d-aa03-5093c054c5bc-622e51b9d1f4.jpg', 'a6cbf468-9f60-497d-aa03-5093c054c5bc', 834, 'sha256', '622e51b9d1f415fbec92e66902425cdb14a615882e58fc7127d767cb124ecf48', 1, 1, 1795658010696);
INSERT INTO consumers VALUES ('reader', 4, 4, 1795658013970);
PRAGMA user_version = 2;
PRAGMA journal_mode = WAL;
