#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

/** What is read of the cache stays in memory, 6 MB of it: too much for what lives for months, or is large. */
const small: readonly string[] = ['serve', 'worker', 'check'];

// Without it, a third of the time of a short command goes into compiling. It works for what is
// loaded after it: hence an entry of its own.
if (!process.argv.some((word) => small.includes(word))) enableCompileCache();
await import('./main.ts');
