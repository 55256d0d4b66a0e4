/** A worker's program that ends before it takes an order. */
throw new Error("no such codec");
