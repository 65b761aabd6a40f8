import { isLoopback } from '../../domain/loopback.ts';
import { failure, type Result, success } from '../../domain/result.ts';

export interface Permission {
  /** Repositories that may be pulled, as the configuration writes them. */
  readonly allow: readonly string[];
  readonly allowFileProtocol: boolean;
}

export interface Address {
  readonly url: string;
  readonly protocols: readonly string[];
}

const refuse = (code: string, message: string, remedy: string) =>
  failure({ code, message, remedy });

/** Says whether a repository may be pulled, and by which protocol. Nothing is sent for a refused one. */
export function checkAddress(repository: string, permission: Permission): Result<Address> {
  if (repository.startsWith('-') || /[\p{Cc}\s]/u.test(repository))
    return refuse(
      'repository-invalid',
      'The address of the repository begins with "-" or holds spaces or control characters.',
      'Give it as https://host/path.git.',
    );
  if (!permission.allow.includes(repository))
    return refuse(
      'repository-not-allowed',
      'This repository is not among those that the configuration allows.',
      'Set it as `assets.repo`, or add it to `assets.allow`.',
    );
  if (repository.startsWith('/') || repository.startsWith('file://'))
    return permission.allowFileProtocol
      ? success({ url: repository, protocols: ['file'] })
      : refuse(
          'repository-local',
          'The repository is a folder of this machine.',
          'For a rehearsal, set `assets.allow_file_protocol: true`.',
        );
  const url = URL.parse(repository);
  if (url && (url.username !== '' || url.password !== ''))
    return refuse(
      'credentials-in-address',
      'The address of the repository holds a user name or a password.',
      'Take it out, and set `assets.token`.',
    );
  if (url?.protocol === 'https:') return success({ url: repository, protocols: ['https'] });
  if (url?.protocol === 'http:' && isLoopback(repository))
    return success({ url: repository, protocols: ['http'] });
  return refuse(
    'repository-protocol',
    'The repository is not reached by https.',
    'Give it as https://host/path.git.',
  );
}

/** Branch names by git's own rules (`git check-ref-format`). */
export function checkBranch(branch: string): Result<string> {
  const bad =
    branch === '' ||
    branch.startsWith('-') ||
    branch.startsWith('/') ||
    branch.endsWith('/') ||
    branch.endsWith('.') ||
    branch.endsWith('.lock') ||
    branch === '@' ||
    branch.includes('..') ||
    branch.includes('@{') ||
    branch.includes('//') ||
    branch.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock')) ||
    /[\p{Cc} ~^:?*[\\]/u.test(branch);
  return bad
    ? refuse(
        'branch-invalid',
        `${JSON.stringify(branch)} can not be the name of a branch.`,
        'Give the name as `git branch` shows it.',
      )
    : success(branch);
}
