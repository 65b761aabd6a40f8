#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

/** They start once and live for months: what is read of the cache would stay in memory, 6 MiB of it. */
const services: readonly string[] = ['serve', 'worker'];

// Without it, a third of the time of a short command goes into compiling. It works for what is
// loaded after it: hence an entry of its own.
if (!process.argv.some((word) => services.includes(word))) enableCompileCache();
await import('./main.ts');
