using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder builder, T resource) : IResourceBuilder<T> where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder => builder;

    public T Resource => resource;

    public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior)
        where TAnnotation : IResourceAnnotation
    {
        if (behavior is ResourceAnnotationMutationBehavior.Replace)
        {
            for (var i = resource.Annotations.Count - 1; i >= 0; i--)
            {
                if (resource.Annotations[i] is TAnnotation)
                    resource.Annotations.RemoveAt(i);
            }
        }

        resource.Annotations.Add(annotation);
        return this;
    }
}
