// A WordPress of Debian's packages on a MariaDB of its own, with the plugin
// installed from its zip. Everything is in a temporary folder.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepts, until } from "./ports.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const HERE = new URL("../wordpress/", import.meta.url).pathname;

/** Starts WordPress on a port of 127.0.0.1. */
export async function startWordPress(port) {
  const folder = mkdtempSync(join(tmpdir(), "hosts-wordpress-"));
  const socket = join(folder, "db.sock");
  const site = join(folder, "site");
  const children = [];
  const stop = () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // Also where the tests end early: nothing may be left running.
  process.once("exit", stop);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  try {
    cpSync("/usr/share/wordpress", site, {
      recursive: true,
      dereference: true,
      filter: (name) => !name.endsWith("/.htaccess"),
    });
    execFileSync("python3", [
      "-m",
      "zipfile",
      "-e",
      join(ROOT, "build/thoughtly-form-wordpress.zip"),
      join(site, "wp-content/plugins"),
    ]);
    cpSync(join(HERE, "mu-plugin.php"), join(site, "wp-content/mu-plugins/test.php"));
    writeFileSync(
      join(site, "wp-config.php"),
      `<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:${socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'WP_HOME', 'http://localhost:${port}' );
define( 'WP_SITEURL', 'http://localhost:${port}' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', 'localhost' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTH_KEY', 'test' );
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`,
    );
    const data = join(folder, "db");
    execFileSync(
      "mariadb-install-db",
      [
        `--datadir=${data}`,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--user=root",
      ],
      { stdio: "pipe" },
    );
    children.push(
      spawn(
        "mariadbd",
        [
          "--no-defaults",
          `--datadir=${data}`,
          `--socket=${socket}`,
          "--skip-networking",
          "--user=root",
          "--innodb-flush-log-at-trx-commit=0",
        ],
        { stdio: "ignore" },
      ),
    );
    await until(() => accepts({ path: socket }));
    execFileSync("mariadb", [
      "--no-defaults",
      `--socket=${socket}`,
      "-uroot",
      "-e",
      "CREATE DATABASE wordpress",
    ]);
    execFileSync("php", [join(HERE, "setup.php"), site], { stdio: "pipe" });
    children.push(
      spawn("php", ["-S", `localhost:${port}`, "-t", site, join(HERE, "router.php")], {
        env: { ...process.env, PHP_CLI_SERVER_WORKERS: "4" },
        stdio: "ignore",
        detached: true,
      }),
    );
    const php = children.pop();
    children.push({ kill: (signal) => process.kill(-php.pid, signal) }); // with its workers
    await until(() => accepts({ port, host: "localhost" }));
  } catch (error) {
    stop();
    throw error;
  }
  return { site: `http://localhost:${port}`, stop };
}
