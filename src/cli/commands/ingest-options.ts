import type { Command } from 'commander';
import type { GlobalOptions } from '../client.ts';
import type { ExitCode } from '../exit.ts';
import { nowOption } from '../options.ts';
import { refuseUsage } from '../refusal.ts';

/** What `plan` and `run-week` are asked for. */
export interface WeekOptions extends GlobalOptions {
  readonly week?: string;
  readonly rebind?: boolean;
  readonly allowRemoval?: boolean;
  readonly repo?: string;
  readonly branch?: string;
}

/** The options of a command that takes a week from a branch, or would. */
export const withIngest = (command: Command): Command =>
  command
    .option('--week <week>', 'the same as the argument')
    .option('--repo <address>', 'another repository that the configuration allows')
    .option('--branch <name>', 'another branch')
    .option('--rebind', 'move the week to this repository and branch')
    .option('--allow-removal', 'a removal of most rows is meant')
    .addOption(nowOption());

export const noWeek = (): ExitCode =>
  refuseUsage('Which week is meant?', 'Name it: its week_id, such as week1_launch.');
