/** The program of a worker of the pool: works from its start on, as the files in bin do. Nothing imports it. */
import { parentPort, workerData } from "node:worker_threads";
import { answerOrders } from "./answer-orders.ts";
import { createPictureWork } from "./create-picture-work.ts";
import type { CodecModules } from "./picture-work.ts";

if (parentPort === null) throw new Error("worker.ts is a worker's program");
answerOrders(parentPort, () => createPictureWork(workerData as CodecModules));
