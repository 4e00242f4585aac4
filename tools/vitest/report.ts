// A vitest reporter that writes each result down as it happens, so that a run which has to be killed still tells
// what passed, what failed and which tests were running.
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

export type ReportLine =
  | { readonly kind: 'started'; readonly id: string; readonly file: string; readonly name: string }
  | { readonly kind: 'ended'; readonly id: string; readonly state: 'passed' | 'failed' | 'skipped' }
  | { readonly kind: 'file_started'; readonly file: string }
  | { readonly kind: 'file_ended'; readonly file: string }
  | { readonly kind: 'file_failed'; readonly file: string; readonly message: string };

/** Writes lines of JSON to the file named by TEST_REPORT_FILE. */
class LineReporter implements Reporter {
  readonly #path = process.env['TEST_REPORT_FILE'] ?? 'test-results/report.ndjson';

  onInit(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    rmSync(this.#path, { force: true });
    appendFileSync(this.#path, '');
  }

  onTestModuleQueued(module: TestModule): void {
    this.#write({ kind: 'file_started', file: module.relativeModuleId });
  }

  onTestCaseReady(test: TestCase): void {
    this.#write({ kind: 'started', id: test.id, file: test.module.relativeModuleId, name: test.fullName });
  }

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state !== 'pending') this.#write({ kind: 'ended', id: test.id, state });
  }

  /** A `beforeAll` that failed: its tests count as skipped, so the suite itself is the failure. */
  onTestSuiteResult(suite: TestSuite): void {
    for (const error of suite.errors()) {
      this.#write({ kind: 'file_failed', file: suite.module.relativeModuleId, message: error.message });
    }
  }

  onTestModuleEnd(module: TestModule): void {
    this.#write({ kind: 'file_ended', file: module.relativeModuleId });
    for (const error of module.errors()) {
      this.#write({ kind: 'file_failed', file: module.relativeModuleId, message: error.message });
    }
  }

  #write(line: ReportLine): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }
}

// vitest loads a reporter given by path through its default export.
export default LineReporter;
