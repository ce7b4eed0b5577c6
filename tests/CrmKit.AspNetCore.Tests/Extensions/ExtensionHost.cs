using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Extensions;

/// <summary>The sample host, with plugins that tests put in and take out while it runs.</summary>
public sealed class ExtensionHost : ApiHost
{
    internal void Put(string id, Action<ICrmPluginBuilder> configure)
    {
        var host = Services.GetRequiredService<IExtensionHost>();
        var source = new ExtensionSource(id) { Rank = 2, Guard = Guard.Instance };
        var builder = host.NewBuilder(source);
        configure(builder);
        source.Services = builder.Services.BuildServiceProvider();
        host.Put(source);
    }

    internal void Remove(string id) => Services.GetRequiredService<IExtensionHost>().Remove(id);

    /// <summary>Faults as text, as the loader's own guard gives them.</summary>
    private sealed class Guard : IExtensionGuard
    {
        public static readonly Guard Instance = new();

        public async ValueTask<CallFault?> CallAsync<TState>(
            ExtensionPoint point, CallKind kind, ICallOwner owner, TState state, Func<TState, CancellationToken, ValueTask> body, CancellationToken cancellationToken)
        {
            try
            {
                await body(state, cancellationToken);
                return null;
            }
            catch (Exception failure) when (failure is not (CrmException or OperationCanceledException))
            {
                return new CallFault("Its code failed.", failure.Message);
            }
        }

        public ValueTask DisposeAsync(ICallOwner owner, IAsyncDisposable scope) => scope.DisposeAsync();
    }
}
