using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmKit.AspNetCore.SignIn;

/// <summary>The host with all that it logs, down to the least.</summary>
public class LoggingHost : SignInHost
{
    private readonly Lines _lines = new();

    public IEnumerable<string> Logs => _lines.All;

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.AddSingleton<ILoggerProvider>(_lines);
        services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            filter.Rules.Clear();
            filter.MinLevel = LogLevel.Trace;
        });
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _all = new();

        public IEnumerable<string> All => _all;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _all.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgreSqlLoggingHost : LoggingHost
{
    private readonly HostDatabase _database = new();

    protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => _database.SettingsAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }
}
