-- New products are looked up in the catalog daily, all of them weekly.
ALTER TABLE seller.listings ADD COLUMN catalog_asked_at TIMESTAMP WITH TIME ZONE;
