import { createElement, type ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { Home, NotFound, PageError, RouteError, Signed } from './features/session/Signed';
import { Guard } from './ui/Guard';
import { registerPage } from './ui/prefetch';
import { Waiting } from './ui/Waiting';

type Loader = () => Promise<Record<string, unknown>>;

/** A page in a chunk of its own, shown to those who hold the permission. */
function page(path: string, load: Loader, name: string, permission?: string): RouteObject {
  registerPage(load);
  return {
    path,
    // Within the frame: a page that cannot be shown must not take the telephone and its conversation with it.
    errorElement: <PageError />,
    lazy: async () => {
      const found = (await load())[name] as ComponentType;
      return { element: createElement(Guard, { permission, children: createElement(found) }) };
    },
  };
}

export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    hydrateFallbackElement: <Waiting />,
    children: [
      {
        path: '/sign-in',
        lazy: async () => ({
          Component: (await import('./features/session/SignInPage')).SignInPage,
        }),
      },
      {
        path: '/try',
        lazy: async () => ({ Component: (await import('./features/try/TryPage')).TryPage }),
      },
      {
        path: '/',
        element: <Signed />,
        children: [
          { index: true, element: <Home /> },
          page('work', () => import('./features/work/WorkPage'), 'WorkPage', 'work.handle'),
          page('board', () => import('./features/board/BoardPage'), 'BoardPage', 'board.read'),
          page('wall', () => import('./features/wall/WallPage'), 'WallPage', 'board.read'),
          page(
            'figures/agents',
            () => import('./features/figures/AgentFiguresPage'),
            'AgentFiguresPage',
            'board.read',
          ),
          page(
            'messages',
            () => import('./features/messages/MessagesPage'),
            'MessagesPage',
            'messages.use',
          ),
          page('alarms', () => import('./features/alarms/AlarmsPage'), 'AlarmsPage', 'alarms.read'),
          page('calls', () => import('./features/calls/CallsPage'), 'CallsPage', 'calls.read_own'),
          page(
            'abandoned',
            () => import('./features/abandoned/AbandonedPage'),
            'AbandonedPage',
            'abandoned.work',
          ),
          page(
            'voice-mail',
            () => import('./features/voice-mail/VoiceMailPage'),
            'VoiceMailPage',
            'voice_mail.use',
          ),
          page(
            'callbacks',
            () => import('./features/callbacks/CallbacksPage'),
            'CallbacksPage',
            'callbacks.read',
          ),
          page(
            'customers',
            () => import('./features/customers/CustomersPage'),
            'CustomersPage',
            'customers.read',
          ),
          page(
            'follow-ups',
            () => import('./features/follow-ups/FollowUpsPage'),
            'FollowUpsPage',
            'work.handle',
          ),
          page('profile', () => import('./features/session/ProfilePage'), 'ProfilePage'),
          { path: 'admin', element: <Navigate to="/admin/users" replace /> },
          page(
            'admin/tenants',
            () => import('./features/tenants/TenantsPage'),
            'TenantsPage',
            'tenants.read',
          ),
          page(
            'admin/users',
            () => import('./features/users/UsersPage'),
            'UsersPage',
            'users.read',
          ),
          page(
            'admin/queues',
            () => import('./features/queues/QueuesPage'),
            'QueuesPage',
            'queues.read',
          ),
          page(
            'admin/skills',
            () => import('./features/skills/SkillsPage'),
            'SkillsPage',
            'skills.read',
          ),
          page(
            'admin/numbers',
            () => import('./features/numbers/NumbersPage'),
            'NumbersPage',
            'numbers.read',
          ),
          page(
            'admin/caller-lists',
            () => import('./features/caller-lists/CallerListsPage'),
            'CallerListsPage',
            'caller_lists.read',
          ),
          page(
            'admin/trunks',
            () => import('./features/trunks/TrunksPage'),
            'TrunksPage',
            'trunks.read',
          ),
          page(
            'admin/hours',
            () => import('./features/hours/HoursPage'),
            'HoursPage',
            'hours.read',
          ),
          page(
            'admin/flows',
            () => import('./features/flows/FlowsPage'),
            'FlowsPage',
            'flows.read',
          ),
          page(
            'admin/prompts',
            () => import('./features/prompts/PromptsPage'),
            'PromptsPage',
            'prompts.read',
          ),
          page(
            'admin/music',
            () => import('./features/music/MusicPage'),
            'MusicPage',
            'prompts.read',
          ),
          page(
            'admin/reasons',
            () => import('./features/settings/ReasonsPage'),
            'ReasonsPage',
            'settings.read',
          ),
          page(
            'admin/dispositions',
            () => import('./features/settings/DispositionsPage'),
            'DispositionsPage',
            'settings.read',
          ),
          page(
            'admin/audit',
            () => import('./features/audit/AuditPage'),
            'AuditPage',
            'audit.read',
          ),
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
