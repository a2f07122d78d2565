// Removes the data folder of this run; by now the server and its database have stopped.
import { rmSync } from "node:fs";

export default function removeTestFolder() {
  rmSync(process.env.KEDAI_TEST_FOLDER, { recursive: true, force: true });
}
