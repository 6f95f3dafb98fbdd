-- What the gold statements select from: the facts with money in one currency ({currency}), and stock
-- as it was on the evening of {last}. Made anew where these change.

CREATE OR REPLACE TEMPORARY VIEW sold AS SELECT * FROM sold_{currency};
CREATE OR REPLACE TEMPORARY VIEW money AS SELECT * FROM money_{currency};
CREATE OR REPLACE TEMPORARY VIEW ads AS SELECT * FROM ads_{currency};
CREATE OR REPLACE TEMPORARY VIEW advertised AS SELECT * FROM advertised_{currency};
CREATE OR REPLACE TEMPORARY VIEW targeted AS SELECT * FROM targeted_{currency};
CREATE OR REPLACE TEMPORARY VIEW searched AS SELECT * FROM searched_{currency};
CREATE OR REPLACE TEMPORARY VIEW earned AS SELECT * FROM earned_{currency};
CREATE OR REPLACE TEMPORARY VIEW paid_out AS SELECT * FROM paid_out_{currency};
CREATE OR REPLACE TEMPORARY VIEW settled AS SELECT * FROM settled_{currency};
CREATE OR REPLACE TEMPORARY VIEW spent AS SELECT * FROM spent_{currency};

CREATE OR REPLACE TEMPORARY VIEW stock AS
SELECT s.* FROM stock_days s
WHERE s.day = (SELECT max(d.day) FROM stock_days d
    WHERE d.country = s.country AND d.day <= date '{last}');

CREATE OR REPLACE TEMPORARY VIEW came_back AS
SELECT p.country, r.local_date AS day, r.asin, r.sku, r.reason, r.quantity AS units
FROM seller.returns r LEFT JOIN places p ON p.marketplace_id = r.marketplace_id;

CREATE OR REPLACE TEMPORARY VIEW ages AS
SELECT a.* FROM age_days a
WHERE a.day = (SELECT max(d.day) FROM age_days d
    WHERE d.country = a.country AND d.day <= date '{last}');
